/// <reference lib="dom" />
import '../../client/src/field/testing.ts'
import { newId, type Id } from '@changeover/shared/commands'
import { openFieldDatabase, type FieldDatabase } from '../../client/src/field/store/database.ts'
import type { CrewCommand, QueuedCommand } from '../../client/src/field/store/commands.ts'
import {
  enqueue,
  listOutbox,
  listReceipts,
  type TakenPhoto,
} from '../../client/src/field/store/outbox.ts'
import { Clock } from '../../client/src/field/sync/clock.ts'
import { connectServer, type FieldServer } from '../../client/src/field/sync/server.ts'
import { synchronise } from '../../client/src/field/sync/sync.ts'

/** A phone: the field app's own outbox code on a database in memory that outlives the app. */
export class Device {
  readonly #name = `phone-${newId()}`
  readonly #personId: Id<'Person'>
  readonly #server: FieldServer
  #db: FieldDatabase | undefined
  #lock: Promise<unknown> = Promise.resolve()
  #clock = new Clock()
  /** All that the crew ever did on it. */
  readonly done: QueuedCommand[] = []
  readonly photos: TakenPhoto[] = []
  kills = 0

  constructor(origin: string, cookie: string, personId: Id<'Person'>) {
    this.#personId = personId
    this.#server = connectServer({
      origin,
      headers: { cookie },
      onServerClock: (offsetMs) => (this.#clock.offsetMs = offsetMs),
    })
  }

  async #open(): Promise<FieldDatabase> {
    this.#db ??= await openFieldDatabase(this.#name)
    return this.#db
  }

  async act(commands: readonly CrewCommand[], photo?: TakenPhoto): Promise<void> {
    const moment = {
      personId: this.#personId,
      occurredAt: this.#clock.now(),
      isClockChecked: this.#clock.isChecked,
    }
    this.done.push(...(await enqueue(await this.#open(), commands, moment, photo)))
    if (photo) this.photos.push(photo)
  }

  /** One round; what a kill interrupts is forgotten, as a page forgets. */
  async sync(): Promise<void> {
    const db = await this.#open()
    await synchronise(
      {
        db,
        server: this.#server,
        clock: this.#clock,
        withLock: (work) => {
          const turn = this.#lock.then(work, work)
          this.#lock = turn.catch(() => undefined)
          return turn
        },
      },
      'send',
    ).catch(() => undefined)
  }

  /** The page dies wherever it is; the database stays. */
  kill(): void {
    this.#db?.close()
    this.#db = undefined
    this.#clock = new Clock()
    this.kills++
  }

  async left() {
    const db = await this.#open()
    return { commands: await listOutbox(db), photos: await db.getAll('photos') }
  }

  async receipts() {
    return listReceipts(await this.#open())
  }
}

/**
 * What the screens of the field app show: the phone's database in reactive form, and the few things
 * that a crew member can do to it. All tabs of a phone share the database; each hears of changes.
 */
import type { Actor } from '@changeover/shared/accounts'
import type { OrderDetail } from '@changeover/shared/orders'
import { computed, ref, shallowReactive } from 'vue'
import { withPending } from '../order/apply-command.ts'
import { Clock } from '../sync/clock.ts'
import type { News } from '../sync/refresh.ts'
import type { CrewCommand, QueuedCommand, QueuedPhoto } from './commands.ts'
import { listDamaged, type DamagedEntry } from './damage.ts'
import { openFieldDatabase, type FieldDatabase } from './database.ts'
import { completeOrder } from './held-order.ts'
import { recall, type Held } from './memory.ts'
import { enqueue, listOutbox, listPhotos, type TakenPhoto } from './outbox.ts'

interface Shown {
  actor: Actor | null
  held: Held | null
  /** As the server last said. */
  orders: ReadonlyMap<string, OrderDetail>
  outbox: readonly QueuedCommand[]
  photos: readonly QueuedPhoto[]
  /** What the phone's storage broke: not sent, and not lost as long as it is here. */
  damaged: readonly DamagedEntry[]
  /** Things that the server kept as late reports and nobody has read about yet. */
  lateReports: number
}

export const shown = shallowReactive<Shown>({
  actor: null,
  held: null,
  orders: new Map(),
  outbox: [],
  photos: [],
  damaged: [],
  lateReports: 0,
})

/** How it stands between phone and server; all but `online` and `unknown` are told. */
export type Connection =
  | 'unknown'
  | 'online'
  | 'offline'
  | 'busy'
  | 'slow'
  | 'away'
  | 'full'
  | 'signed-out'

/** What the crew is told about the phone itself. */
export const status = shallowReactive<{
  connection: Connection
  isSyncing: boolean
  isOutdated: boolean
  news: News | null
  problem: { kind: 'full' | 'failed'; reason: string } | null
  clockOffMs: number
}>({
  connection: 'unknown',
  isSyncing: false,
  isOutdated: false,
  news: null,
  problem: null,
  clockOffMs: 0,
})

/** The minute hand of the screens: ages and days follow it. */
export const minute = ref(Date.now())

export const clock = new Clock()

let opened: FieldDatabase | undefined
const channel = new BroadcastChannel('changeover-field')
const listeners = new Set<() => void>()

export function database(): FieldDatabase {
  if (!opened) throw new Error('The field database is used before it is open.')
  return opened
}

/** Opens the phone's memory; the first screen needs nothing else. */
export async function openField(): Promise<void> {
  opened = await openFieldDatabase('changeover-field', () => (status.isOutdated = true))
  await readAgain()
  channel.addEventListener('message', () => void readAgain())
  setInterval(() => (minute.value = Date.now()), 30_000)
}

/** Reads what the screens show from the database. */
export async function readAgain(): Promise<void> {
  const db = database()
  const [actor, held, orders, outbox, photos, damaged, lateReports] = await Promise.all([
    recall(db, 'actor'),
    recall(db, 'held'),
    db.getAll('orders'),
    listOutbox(db),
    listPhotos(db),
    listDamaged(db),
    recall(db, 'lateReports'),
  ])
  Object.assign(shown, {
    actor: actor ?? null,
    held: held && held.personId === actor?.personId ? held : null,
    orders: new Map(orders.map((order) => [order.id, completeOrder(order)])),
    outbox,
    photos,
    damaged,
    lateReports: lateReports ?? 0,
  } satisfies Shown)
}

/** After a change: this tab reads again, the others are told. */
export async function changed(): Promise<void> {
  await readAgain()
  channel.postMessage('changed')
}

/** `listener` is called when something waits to be sent. */
export function onQueued(listener: () => void): void {
  listeners.add(listener)
}

/**
 * Does something to orders: kept first, shown then, sent when there is a connection.
 * @returns whether it is kept; if not, `status.problem` says why.
 */
export async function act(commands: readonly CrewCommand[], photo?: TakenPhoto): Promise<boolean> {
  if (!shown.actor) return false
  const moment = {
    personId: shown.actor.personId,
    occurredAt: clock.now(),
    isClockChecked: clock.isChecked,
  }
  const isKept = await keep(() => enqueue(database(), commands, moment, photo))
  if (isKept) for (const listener of listeners) listener()
  return isKept
}

/** Runs a write, and says so when the phone cannot keep it. */
export async function keep(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    status.problem = null
    await changed()
    return true
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    status.problem = {
      kind: name === 'QuotaExceededError' ? 'full' : 'failed',
      reason: error instanceof Error ? error.message : String(error),
    }
    return false
  }
}

/** Orders as this phone knows them: the server's word and what was done here since. */
export const orders = computed(() => {
  const waiting = shown.outbox.filter(({ state }) => state === 'waiting')
  return new Map<string, ReturnType<typeof withPending>>(
    [...shown.orders.values()].map((order) => [order.id, withPending(order, waiting)]),
  )
})

/** How many commands and photos are not on the server yet, and how many of them need a person. */
export const unsafe = computed(() => {
  const all = [...shown.outbox, ...shown.photos]
  const broken = shown.damaged.length
  const refused = all.filter(({ state }) => state === 'refused').length
  return { count: all.length + broken, refused: refused + broken }
})

import { newId } from '@changeover/shared/commands'
import { beforeEach, describe, expect, it } from 'vitest'
import { outboxFile } from '../receipts/export-outbox.ts'
import { Clock } from '../sync/clock.ts'
import { sendAll } from '../sync/send.ts'
import { makeOrder, makeServer, moment, noon } from '../testing.ts'
import type { CrewCommand, QueuedCommand } from './commands.ts'
import { listDamaged } from './damage.ts'
import { openFieldDatabase, type FieldDatabase } from './database.ts'
import { enqueue, listOutbox, putAway } from './outbox.ts'

let db: FieldDatabase
const order = makeOrder()
const orderId = order.id
const arrive: CrewCommand = { name: 'orders.arrive', data: { orderId } }
const start: CrewCommand = { name: 'orders.start', data: { orderId } }
const sha256 = 'ab'.repeat(32)
const naming: CrewCommand = {
  name: 'orders.addEvidence',
  data: { orderId, evidenceId: newId<'Evidence'>(), kind: 'before', sha256, takenAt: noon },
}

beforeEach(async () => {
  db = await openFieldDatabase(`damage-${newId()}`)
  await db.put('orders', order)
})

/** What a failing storage may give back: anything. */
async function breakFirst(change: Record<string, unknown>): Promise<QueuedCommand> {
  const [first] = await listOutbox(db)
  await db.put('outbox', { ...first, ...change } as QueuedCommand)
  return first
}

async function send() {
  const { server, received, photos } = makeServer()
  const { personId } = moment
  const outcome = await sendAll({ db, server, clock: new Clock(), personId, deviceId: 'phone' })
  return { outcome, names: received.map(({ name }) => name), photos }
}

describe.each([
  ['no data', { data: undefined }],
  ['data of another kind', { data: 'orders' }],
  ['a name that nobody knows', { name: 'orders.fly' }],
  ['no number', { sequence: undefined }],
  ['a time that is none', { occurredAt: 'yesterday' }],
  ['no state', { state: undefined }],
  ['nobody who made it', { personId: undefined }],
])('a queued command with %s', (_what, change) => {
  it('holds up nothing, is exported as it is, and goes only by hand', async () => {
    await enqueue(db, [arrive, start], moment)
    const { commandId } = await breakFirst(change)
    expect(await send()).toMatchObject({ outcome: 'done', names: ['orders.start'] })
    expect(await listDamaged(db)).toMatchObject([{ key: commandId }])
    const file = JSON.parse(await outboxFile(db))
    expect(file.damaged).toMatchObject([{ key: commandId, entry: { commandId } }])
    await putAway(db, commandId)
    expect(await listDamaged(db)).toEqual([])
  })
})

describe('a queued command with a frozen text', () => {
  it.each(['', '{"commandId":', '{"commandId":"another"}'])(
    'that is not its own (%j) is not sent, and does not stop the next',
    async (body) => {
      await enqueue(db, [arrive, start], moment)
      await breakFirst({ body })
      expect(await send()).toMatchObject({ outcome: 'done', names: ['orders.start'] })
      expect(await listOutbox(db)).toMatchObject([
        { state: 'refused', refusal: { code: 'DAMAGED' } },
      ])
    },
  )
})

describe('a queued photo', () => {
  const bytes = new Uint8Array([255, 216, 1]).buffer
  const photo = { sha256, kind: 'before' as const, type: 'image/jpeg', bytes, orderId }
  const other = { ...photo, sha256: 'cd'.repeat(32) }

  it.each([
    ['lost', (broken: FieldDatabase) => broken.delete('photoBytes', sha256)],
    ['cut', (broken: FieldDatabase) => broken.put('photoBytes', bytes.slice(1), sha256)],
  ])('whose bytes are %s is set aside, and the next one is sent', async (_how, damage) => {
    await enqueue(db, [naming], moment, photo)
    await enqueue(db, [arrive], moment, other)
    await damage(db)
    expect(await send()).toMatchObject({ outcome: 'done', photos: [other.sha256] })
    expect(await db.getAll('photos')).toMatchObject([
      { sha256, state: 'refused', refusal: { code: 'DAMAGED' } },
    ])
  })

  it('whose record is broken stays with its bytes, in the copy too', async () => {
    await enqueue(db, [naming], moment, photo)
    await enqueue(db, [arrive], moment, other)
    await db.put('photos', { sha256 } as never)
    expect(await send()).toMatchObject({ outcome: 'done', photos: [other.sha256] })
    const file = JSON.parse(await outboxFile(db))
    expect(file.damaged).toEqual([{ key: sha256, entry: { sha256 }, bytes: '/9gB' }])
  })
})

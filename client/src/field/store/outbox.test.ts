import { newId } from '@changeover/shared/commands'
import { beforeEach, describe, expect, it } from 'vitest'
import { Clock } from '../sync/clock.ts'
import { sendAll, type Sender } from '../sync/send.ts'
import type { Answer } from '../sync/server.ts'
import { makeOrder, makeServer, moment, noon } from '../testing.ts'
import type { CrewCommand } from './commands.ts'
import { openFieldDatabase, type FieldDatabase } from './database.ts'
import { enqueue, listOutbox, listReceipts, putAway, tryAgain } from './outbox.ts'

let db: FieldDatabase
const order = makeOrder()
const { orderId } = { orderId: order.id }
const arrive: CrewCommand = { name: 'orders.arrive', data: { orderId } }
const start: CrewCommand = { name: 'orders.start', data: { orderId } }
const scan: CrewCommand = { name: 'orders.answer', data: { orderId, step: 'station', value: '1' } }
const bytes = new Uint8Array([255, 216, 1]).buffer
const sha256 = 'ab'.repeat(32)
const photo = { sha256, kind: 'before' as const, type: 'image/jpeg', bytes, orderId }
const naming: CrewCommand = {
  name: 'orders.addEvidence',
  data: { orderId, evidenceId: newId<'Evidence'>(), kind: 'before', sha256, takenAt: noon },
}

beforeEach(async () => {
  db = await openFieldDatabase(`outbox-${newId()}`)
  await db.put('orders', order)
})

function sender(server: Sender['server'], change: Partial<Sender> = {}): Sender {
  const clock = new Clock()
  clock.offsetMs = 0
  return { db, server, clock, personId: moment.personId, deviceId: 'phone', ...change }
}

const names = async () => (await listOutbox(db)).map(({ name }) => name)

describe('what is queued', () => {
  it('has one number each, also when two tabs queue at once', async () => {
    await Promise.all([
      enqueue(db, [arrive, start], moment),
      enqueue(db, [scan], moment),
      enqueue(db, [naming], moment, photo),
    ])
    const numbers = (await listOutbox(db)).map(({ sequence }) => sequence)
    expect(numbers).toEqual([1, 2, 3, 4])
  })

  it('is kept wholly or not at all: a photo without space takes its command with it', async () => {
    const { put } = IDBObjectStore.prototype
    IDBObjectStore.prototype.put = function full(this: IDBObjectStore, ...parameters) {
      if (this.name === 'photoBytes') throw new DOMException('full', 'QuotaExceededError')
      return put.apply(this, parameters)
    }
    await expect(enqueue(db, [naming], moment, photo)).rejects.toThrow('full')
    IDBObjectStore.prototype.put = put
    expect(await names()).toEqual([])
    expect(await db.getAll('photos')).toEqual([])
  })
})

describe('sending', () => {
  it('keeps the order of what was done, photos after what they belong to', async () => {
    await enqueue(db, [arrive, start], moment)
    await enqueue(db, [naming], moment, photo)
    await enqueue(db, [scan], moment)
    const { server, received, photos } = makeServer()
    expect(await sendAll(sender(server))).toBe('done')
    expect(received.map(({ name }) => name)).toEqual([
      'orders.arrive',
      'orders.start',
      'orders.addEvidence',
      'orders.answer',
    ])
    expect(photos).toEqual([sha256])
    expect(await names()).toEqual([])
    expect(await db.getAllKeys('photoBytes')).toEqual([])
    expect(await listReceipts(db)).toHaveLength(5)
    expect((await db.get('orders', orderId))?.state).toBe('in_progress')
  })

  it('repeats the same text to the byte after a lost answer', async () => {
    await enqueue(db, [arrive], moment)
    let isLost = true
    const { server, received } = makeServer(() => (isLost ? { kind: 'unreached' } : undefined))
    expect(await sendAll(sender(server))).toBe('unreached')
    isLost = false
    await sendAll(sender(server))
    expect(received).toHaveLength(2)
    expect(received[0].body).toBe(received[1].body)
  })

  it('stops when the server asks for patience, and sends all of it afterwards', async () => {
    await enqueue(db, [arrive, start], moment)
    await enqueue(db, [naming], moment, photo)
    let left = 1
    const { server, received, photos } = makeServer((path) =>
      path === 'photo' || left-- > 0 ? undefined : { kind: 'busy' },
    )
    expect(await sendAll(sender(server))).toBe('busy')
    expect(await names()).toEqual(['orders.start', 'orders.addEvidence'])
    expect((await listOutbox(db)).map(({ state }) => state)).toEqual(['waiting', 'waiting'])
    left = Infinity
    expect(await sendAll(sender(server))).toBe('done')
    expect(received.map(({ name }) => name)).toEqual([
      'orders.arrive',
      'orders.start',
      'orders.start',
      'orders.addEvidence',
    ])
    expect(received[1].body).toBe(received[2].body)
    expect(photos).toEqual([sha256])
  })

  it('lets go of nothing against a receipt for something else', async () => {
    await enqueue(db, [arrive], moment)
    const data = { commandId: newId(), hash: '0'.repeat(64), recordedAt: noon }
    const { server } = makeServer(() => ({ kind: 'ok', data }))
    await sendAll(sender(server))
    expect(await listOutbox(db)).toMatchObject([
      { state: 'refused', refusal: { code: 'RECEIPT_DIFFERS' } },
    ])
  })

  it('lets go of no photo whose receipt has another hash or size', async () => {
    await enqueue(db, [naming], moment, photo)
    const data = { sha256, bytes: 2 }
    const { server } = makeServer((path) => (path === 'photo' ? { kind: 'ok', data } : undefined))
    await sendAll(sender(server))
    expect(await db.get('photos', sha256)).toMatchObject({ state: 'refused' })
    expect(await db.get('photoBytes', sha256)).toEqual(bytes)
  })

  it('sets a refused command aside and goes on; it is sent again, or let go, by hand only', async () => {
    await enqueue(db, [arrive, scan], moment)
    let answer: Answer | undefined = {
      kind: 'refused',
      code: 'BEFORE_GATE',
      details: { gateOn: '2027-01-01' },
    }
    const { server } = makeServer((name) => (name === 'orders.arrive' ? answer : undefined))
    await sendAll(sender(server))
    const [refused] = await listOutbox(db)
    expect(await names()).toEqual(['orders.arrive'])
    expect(refused.refusal?.code).toBe('BEFORE_GATE')
    answer = undefined
    await tryAgain(db, refused.commandId)
    await putAway(db, refused.commandId)
    expect(await names()).toEqual(['orders.arrive'])
    await sendAll(sender(server))
    expect(await names()).toEqual([])
  })

  it('lets a colleague’s phone be faster: to have arrived twice is no refusal', async () => {
    await enqueue(db, [arrive], moment)
    const { server } = makeServer(() => ({
      kind: 'refused',
      code: 'ILLEGAL_TRANSITION',
      details: { state: 'in_progress' },
    }))
    await sendAll(sender(server))
    expect(await names()).toEqual([])
    expect(await listReceipts(db)).toMatchObject([{ outcome: 'not-needed' }])
  })

  it('waits with an order over which the server fails, and sends the others', async () => {
    const other = makeOrder()
    await enqueue(
      db,
      [arrive, start, { name: 'orders.arrive', data: { orderId: other.id } }],
      moment,
    )
    const { server } = makeServer((_name, body) =>
      body.includes(orderId) ? { kind: 'failed' } : undefined,
    )
    expect(await sendAll(sender(server))).toBe('done')
    expect(await names()).toEqual(['orders.arrive', 'orders.start'])
  })

  it('never sends one person’s work with another’s session', async () => {
    await enqueue(db, [arrive], moment)
    const { server, received } = makeServer()
    await sendAll(sender(server, { personId: newId() }))
    expect(received).toEqual([])
    expect(await names()).toEqual(['orders.arrive'])
  })

  it('puts times right that were noted by a clock nobody had compared', async () => {
    await enqueue(db, [naming], { ...moment, isClockChecked: false }, photo)
    const { server, received } = makeServer()
    const clock = new Clock()
    clock.offsetMs = -86_400_000
    await sendAll(sender(server, { clock }))
    expect(JSON.parse(received[0].body)).toMatchObject({
      occurredAt: '2026-11-19T20:00:00.000Z',
      data: { takenAt: '2026-11-19T20:00:00.000Z' },
    })
    expect(await names()).toEqual([])
  })
})

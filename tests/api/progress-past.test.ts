import { reportToday } from '@changeover/server/forecast/index'
import { newId, type Id } from '@changeover/shared/commands'
import type { OrderFilter, PastOrderRow } from '@changeover/shared/orders'
import { baselineChange, type PlannedItem } from '@changeover/shared/progress'
import { addDays, daysBetween, parseDay, type Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { closeWork, startWork } from '../support/field-work.ts'
import { buildSite } from '../support/network.ts'
import { at, endDay, playFrom } from '../support/played-days.ts'
import { assignOrders, createCrew, createRollout, generateOrders } from '../support/rollout.ts'
import { showProgress } from '../support/shown-progress.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'

/**
 * Some days of work are played, with reports that come late; what every screen shows is kept at the end of
 * each day. Asked for that day at the end, every screen shows the same again.
 */
const first = parseDay('2026-11-02')
const days = [0, 1, 2, 3, 4].map((offset) => addDays(first, offset))

let server: TestServer
let manager: Client
let crew: Client
let crewId: Id<'Crew'>
let orders: Id<'WorkOrder'>[]
let programId: Id<'Program'>
const shown = new Map<Day, unknown>()

/** Everything that is shown of progress, asked live or as of a day. */
const show = (asOf?: Day) => showProgress({ manager, programId, since: addDays(first, 1) }, asOf)

/** Plays a day, says its forecast, and keeps what is shown when it ends. */
async function play(day: Day, work: () => Promise<void>): Promise<void> {
  vi.setSystemTime(at(day))
  await work()
  await reportToday(server.opened.services)
  await endDay(server, day, days[4])
  shown.set(day, await show())
}

async function receipt(dueOn: Day): Promise<void> {
  await sql`
    with d as (insert into depot (id, name, region) values (${newId()}, 'Portland', 'US-OR') returning id)
    insert into kit_receipt (id, depot_id, kit_type_id, quantity, due_on)
    select ${newId()}, d.id, k.id, 40, ${dueOn}::date from d, kit_type k order by k.code limit 1
  `.execute(server.opened.services.db)
}

beforeAll(async () => {
  playFrom(first)
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  for (let number = 0; number < 8; number++)
    await buildSite(server.opened.services.db, { ports: [{}, {}, {}] })
  programId = (await createRollout(manager)).programId
  crewId = await createCrew(manager)
  crew = await server.signIn('crew', { crewId })

  await play(days[0], async () => {
    await generateOrders(manager, programId)
    const { rows } = await manager.orders.list.query({})
    orders = rows.map(({ id }) => id)
    await receipt(addDays(first, 20))
    await assignOrders(manager, crewId, days[1], orders.slice(0, 5))
  })
  await play(days[1], async () => {
    const morning = at(days[1], '16:00:00')
    await startWork(crew, { orderId: orders[0], occurredAt: morning })
    await closeWork(crew, { orderId: orders[0], occurredAt: morning })
    await startWork(crew, { orderId: orders[1], occurredAt: morning })
    await crew.orders.block.mutate({
      commandId: newId(),
      data: { orderId: orders[1], reason: 'no_access' },
    })
  })
  await play(days[2], async () => {
    // Reported today, done yesterday: yesterday's figures must not know of it.
    const yesterday = at(days[1], '22:00:00')
    await startWork(crew, { orderId: orders[2], occurredAt: yesterday })
    await closeWork(crew, { orderId: orders[2], occurredAt: yesterday }, 1)
    await assignOrders(manager, crewId, addDays(days[4], 3), [orders[1], orders[5]])
    vi.setSystemTime(at(days[2], '18:30:00'))
    await manager.progress.freezeBaseline.mutate({
      commandId: newId(),
      data: { programId, name: 'Midweek' },
    })
  })
  await play(days[3], async () => {
    await manager.orders.cancel.mutate({
      commandId: newId(),
      data: { orderId: orders[6], reason: 'the site closes' },
    })
    await manager.orders.reopen.mutate({
      commandId: newId(),
      data: { orderId: orders[2], reason: 'one port is left' },
    })
    await sql`update kit_receipt set due_on = due_on + 14`.execute(server.opened.services.db)
    const { milestones } = await manager.program.getProgram.query({ programId })
    const { id, trackId, name, scope, gateOn } = milestones[0]
    await manager.program.setMilestone.mutate({
      commandId: newId(),
      data: {
        milestoneId: id,
        trackId,
        name,
        scope,
        gateOn,
        targetOn: parseDay('2034-01-31'),
        takesBaseline: false,
      },
    })
  })
  await play(days[4], async () => {
    await assignOrders(manager, crewId, addDays(days[4], 4), orders.slice(3, 5))
    await manager.orders.verify.mutate({ commandId: newId(), data: { orderId: orders[0] } })
  })
  vi.setSystemTime(at(addDays(days[4], 1)))
})
afterAll(async () => {
  await server.close()
  vi.useRealTimers()
})

describe('what was shown on a day', () => {
  it.each(days)('is shown again when it is asked for: %s', async (day) => {
    expect(await show(day)).toEqual(shown.get(day))
  })

  it('differs from day to day, so that this says something', () => {
    const answers = [...shown.values()].map((answer) =>
      JSON.stringify(answer).replaceAll(/2026-\d\d-\d\d/g, ''),
    )
    expect(new Set(answers).size).toBe(days.length)
  })

  it('knows of a late report only from the day on which it came', async () => {
    const done = async (asOf: Day) => {
      const { milestones } = await manager.progress.overview.query({ asOf })
      return milestones[0].done
    }
    expect(await Promise.all(days.map(done))).toEqual([0, 3, 5, 5, 5])
    const { series } = await manager.progress.burnUp.query({ asOf: days[2], step: 'day' })
    expect(series[0].done[series[0].on.indexOf(days[1])]).toBe(5)
  })
})

/** The orders that stood at the end of a day, as they were then. */
async function planOn(asOf: Day): Promise<PlannedItem[]> {
  const { rows } = await manager.orders.listOn.query({ asOf, limit: 500 })
  return rows
    .filter(({ state }) => state !== 'cancelled')
    .map(({ id, scheduledOn, state }) => ({
      id,
      dueOn: scheduledOn,
      isDone: state === 'done' || state === 'verified',
    }))
}

describe('what changed since', () => {
  it('puts each order into one group, since a day', async () => {
    const { milestones } = await manager.progress.changes.query({ since: days[2], asOf: days[4] })
    const [ac] = milestones
    // Order 2 was closed and opened again; 1, 3, 4 and 5 got another day; 6 was given up.
    expect(ac).toMatchObject({
      added: { orders: 0 },
      dropped: { orders: 1, ports: 3 },
      done: { orders: 0 },
      moved: { orders: 4 },
    })
  })

  const ends = [addDays(first, -1), ...days]
  const pairs = ends.flatMap((from, index) => ends.slice(index + 1).map((to) => [from, to]))

  it.each(pairs)(
    'is what the lists of both days say, set side by side: %s to %s',
    async (from, to) => {
      const { added, dropped, done, moved } = baselineChange(await planOn(from), await planOn(to))
      const daysMoved = moved.flatMap(({ days }) => days ?? [])
      const { milestones } = await manager.progress.changes.query({
        since: addDays(from, 1),
        asOf: to,
      })
      expect(milestones[0]).toMatchObject({
        added: { orders: added.length },
        dropped: { orders: dropped.length },
        done: { orders: done.length },
        moved: {
          orders: moved.length,
          daysLater: daysMoved.length > 0 ? daysMoved.reduce((sum, days) => sum + days) : null,
        },
      })
    },
  )

  it('begins with a baseline’s own moment, not with its day', async () => {
    const baselines = await manager.progress.baselines.query({})
    const midweek = baselines.find(({ name }) => name === 'Midweek')
    expect(midweek).toMatchObject({ takenOn: days[2], scopeCount: 23 })
    const since = await manager.progress.changes.query({ baselineId: midweek?.id, asOf: days[4] })
    expect(since.milestones[0]).toMatchObject({ moved: { orders: 2 }, dropped: { orders: 1 } })
  })

  it('is frozen by managers only, and read by the office', async () => {
    const data = { programId, name: 'Mine' }
    const dispatcher = await server.signIn('dispatcher')
    await expect(
      dispatcher.progress.freezeBaseline.mutate({ commandId: newId(), data }),
    ).rejects.toMatchObject({ data: { error: 'FORBIDDEN' } })
    expect(await dispatcher.progress.baselines.query({})).toEqual(
      await manager.progress.baselines.query({}),
    )
  })
})

describe('the orders of a past day', () => {
  it('are narrowed by what they were then', async () => {
    const planned = await manager.orders.listOn.query({
      asOf: days[0],
      filter: { crewId, scheduledTo: days[1] },
    })
    expect(planned.total).toBe(5)
    const later = await manager.orders.listOn.query({ asOf: days[4], filter: { states: ['done'] } })
    expect(later.rows.map(({ id }) => id)).not.toContain(orders[0])
    const first = await manager.orders.listOn.query({ asOf: days[1], filter: { states: ['done'] } })
    expect(first.rows.map(({ id, enteredOn }) => [id, enteredOn])).toEqual([[orders[0], days[1]]])
  })

  it.each(days)('are found by each filter among all of that day: %s', async (asOf) => {
    const { rows: all } = await manager.orders.listOn.query({ asOf, limit: 500 })
    const found: [OrderFilter, (row: PastOrderRow) => boolean][] = [
      [{ states: ['planned'] }, ({ state }) => state === 'planned'],
      [{ states: ['done', 'blocked'], charge: 'AC' }, ({ state }) => /done|blocked/.test(state)],
      [{ crewId }, ({ crewName }) => crewName !== null],
      [{ crewId: 'none' }, ({ crewName }) => crewName === null],
      [{ scheduledFrom: days[2] }, ({ scheduledOn }) => (scheduledOn ?? '') >= days[2]],
      [{ scheduledTo: days[1] }, ({ scheduledOn }) => (scheduledOn ?? '9') <= days[1]],
      [{ dueTo: days[4] }, ({ dueOn }) => (dueOn ?? '9') <= days[4]],
      [{ blockedReason: 'no_access' }, ({ blockedReason }) => blockedReason === 'no_access'],
      [{ minDaysInState: 2 }, ({ enteredOn }) => daysBetween(enteredOn, asOf) >= 2],
      [{ priority: 3 }, ({ priority }) => priority === 3],
    ]
    for (const [filter, isFound] of found) {
      const wanted = all.filter(isFound).map(({ number }) => number)
      const { rows, total } = await manager.orders.listOn.query({ asOf, filter, limit: 2 })
      const numbers = rows.map(({ number }) => number)
      const after = numbers.at(-1) ?? null
      const rest = after && (await manager.orders.listOn.query({ asOf, filter, after, limit: 500 }))
      if (rest) numbers.push(...rest.rows.map(({ number }) => number))
      expect([filter, total, numbers]).toEqual([filter, wanted.length, wanted])
    }
  })

  it('come page by page', async () => {
    const page = await manager.orders.listOn.query({ asOf: days[2], limit: 3 })
    const next = await manager.orders.listOn.query({ asOf: days[2], after: page.next, limit: 100 })
    expect(page.rows).toHaveLength(3)
    expect(next).toMatchObject({ total: null, next: null })
    expect(new Set([...page.rows, ...next.rows].map(({ id }) => id)).size).toBe(page.total)
  })

  it('are shown to the office, of its own regions', async () => {
    const elsewhere = await server.signIn('dispatcher', { regions: ['CA-BC'] })
    expect((await elsewhere.orders.listOn.query({ asOf: days[2] })).rows).toEqual([])
    await expect(crew.orders.listOn.query({ asOf: days[2] })).rejects.toMatchObject({
      data: { error: 'FORBIDDEN' },
    })
  })
})

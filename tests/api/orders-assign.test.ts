import { newId, type Id } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../support/network.ts'
import { assignOrders, createCrew, createRollout, generateOrders } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

const monday = parseDay('2026-11-23')
const tuesday = parseDay('2026-11-24')

let server: TestServer
let manager: Client
let crewId: Id<'Crew'>
let ac: Id<'WorkOrder'>[]
let dc: Id<'WorkOrder'>
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  const { db } = server.opened.services
  for (const name of ['Alder', 'Birch', 'Cedar']) await buildSite(db, { name, ports: [{}, {}] })
  await buildSite(db, {
    name: 'Dogwood',
    family: 'CPEPLUS',
    ports: [{ level: 'DC', standards: ['CCS1'] }],
  })
  await buildSite(db, { name: 'Elm', region: 'US-OR' })
  const { programId } = await createRollout(manager, { dc: parseDay('2034-11-01') })
  await generateOrders(manager, programId)
  crewId = await createCrew(manager)
  const { rows } = await manager.orders.list.query({})
  ac = rows
    .filter(({ charge, region }) => charge === 'AC' && region === 'US-WA')
    .map(({ id }) => id)
  dc = rows.filter(({ charge }) => charge === 'DC')[0].id
})
afterAll(() => server.close())

async function plannedOn(): Promise<Record<string, number>> {
  const { rows } = await sql<{ day: string; sum: number }>`
    select occurred_on::text as day, sum(quantity) as sum from rollup where measure = 'planned'
    group by 1 having sum(quantity) <> 0`.execute(server.opened.services.db)
  return Object.fromEntries(rows.map(({ day, sum }) => [day, sum]))
}

describe('assigning orders', () => {
  it('previews what would move and what is refused, then does just that', async () => {
    const request = { crewId, day: monday, selection: { filter: {}, excludedIds: [ac[2]] } }
    const preview = await manager.orders.previewAssignment.mutate(request)
    expect(preview).toMatchObject({
      orders: 3,
      ports: 5,
      moved: 0,
      refused: [{ reason: 'BEFORE_GATE', count: 1 }],
    })
    const { result } = await manager.orders.assign.mutate({ commandId: newId(), data: request })
    expect(result).toMatchObject({ assigned: 3, refused: [{ reason: 'BEFORE_GATE', count: 1 }] })
    expect(await plannedOn()).toEqual({ [monday]: 5 })
    expect(await manager.orders.get.query({ orderId: ac[0] })).toMatchObject({
      state: 'scheduled',
      scheduledOn: monday,
      crew: { id: crewId },
    })
    expect(await manager.orders.get.query({ orderId: ac[2] })).toMatchObject({ state: 'planned' })
    expect(await manager.orders.get.query({ orderId: dc })).toMatchObject({ state: 'planned' })
  })

  it('moves the plan with the order, and takes it back in one command', async () => {
    const before = await plannedOn()
    const receipt = await assignOrders(manager, crewId, tuesday, [ac[0]])
    expect(await plannedOn()).toEqual({ ...before, [monday]: before[monday] - 2, [tuesday]: 2 })
    const undone = await manager.orders.undo.mutate({
      commandId: newId(),
      data: { commandId: receipt.commandId },
    })
    expect(undone.result).toEqual({ restored: 1, inTheWay: [], inTheWayCount: 0 })
    expect(await plannedOn()).toEqual(before)
    expect(await manager.orders.get.query({ orderId: ac[0] })).toMatchObject({
      scheduledOn: monday,
    })
    const { entries } = await manager.history.ofRecord.query({ kind: 'order', id: ac[0] })
    expect(entries.map(({ kind }) => kind)).toEqual([
      'orders.assignmentUndone',
      'orders.assigned',
      'orders.assigned',
      'order.created',
    ])
  })

  it('says what stands in the way of taking it back', async () => {
    const receipt = await assignOrders(manager, crewId, tuesday, [ac[1], ac[2]])
    const crew = await server.signIn('crew', { crewId })
    await crew.orders.start.mutate({ commandId: newId(), data: { orderId: ac[2] } })
    const undone = await manager.orders.undo.mutate({
      commandId: newId(),
      data: { commandId: receipt.commandId },
    })
    expect(undone.result).toMatchObject({
      restored: 1,
      inTheWay: [{ orderId: ac[2], state: 'in_progress' }],
    })
  })

  it('keeps a dispatcher to the regions they have', async () => {
    const dispatcher = await server.signIn('dispatcher', { regions: ['US-OR'] })
    const seen = await dispatcher.orders.list.query({})
    expect(seen.rows.map(({ region }) => region)).toEqual(['US-OR'])
    expect(await refusalOf(dispatcher.orders.get.query({ orderId: ac[0] }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await refusalOf(assignOrders(dispatcher, crewId, monday, [ac[0]]))).toMatchObject({
      code: 'NOT_FOUND',
    })
    const theirs = await createCrew(manager, { region: 'US-OR' })
    expect(await refusalOf(assignOrders(dispatcher, theirs, monday, [ac[0]]))).toMatchObject({
      code: 'NOTHING_TO_DO',
    })
  })

  it('may be done by planners only', async () => {
    const crew = await server.signIn('crew', { crewId })
    expect(await refusalOf(assignOrders(crew, crewId, monday, ac))).toMatchObject({
      code: 'FORBIDDEN',
    })
    const auditor = await server.signIn('auditor')
    expect(await refusalOf(assignOrders(auditor, crewId, monday, ac))).toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  it('refuses a crew without the skill', async () => {
    const dcOnly = await createCrew(manager, { skills: ['DC'] })
    const preview = await manager.orders.previewAssignment.mutate({
      crewId: dcOnly,
      day: monday,
      selection: { orderIds: [ac[0]] },
    })
    expect(preview).toMatchObject({ orders: 0, refused: [{ reason: 'NO_SKILL', count: 1 }] })
  })
})

describe('the list of orders', () => {
  it('pages by key in both directions without losing or repeating one', async () => {
    for (const by of ['number', 'scheduledOn', 'stateSince'] as const)
      for (const isDescending of [false, true]) {
        const seen: number[] = []
        let after: { value: string | null; number: number } | null = null
        do {
          const page: Awaited<ReturnType<Client['orders']['list']['query']>> =
            await manager.orders.list.query({
              sort: { by, isDescending },
              after,
              limit: 2,
            })
          seen.push(...page.rows.map(({ number }) => number))
          after = page.next
        } while (after)
        expect(new Set(seen).size).toBe(5)
        const whole = await manager.orders.list.query({ sort: { by, isDescending } })
        expect(seen).toEqual(whole.rows.map(({ number }) => number))
      }
  })

  it('finds by number, by site and by what the filter says', async () => {
    const { rows } = await manager.orders.list.query({ filter: { search: 'birch' } })
    expect(rows.map(({ siteName }) => siteName)).toEqual(['Birch'])
    const byNumber = await manager.orders.list.query({ filter: { search: `#${rows[0].number}` } })
    expect(byNumber.rows.map(({ id }) => id)).toEqual([rows[0].id])
    expect(await manager.orders.count.query({ filter: { regions: ['US-OR'] } })).toEqual({
      total: 1,
      isEstimate: false,
    })
    expect(await manager.orders.count.query({ filter: { crewId: 'none' } })).toEqual({
      total: 1,
      isEstimate: false,
    })
  })

  it('finds the orders whose day, or today where they have none, is before the gate', async () => {
    const early = { filter: { isBeforeGate: true } }
    const inTime = { filter: { isBeforeGate: false } }
    const idsOf = async (listing: typeof early) =>
      (await manager.orders.list.query(listing)).rows.map(({ id }) => id)
    expect(await idsOf(early)).toEqual([dc])
    expect(await idsOf(inTime)).not.toContain(dc)
    await schedule(dc, monday)
    expect(await idsOf(early)).toEqual([dc])
    await schedule(dc, parseDay('2034-11-01'))
    expect(await idsOf(early)).toEqual([])
    expect(await idsOf(inTime)).toContain(dc)
    expect(await manager.orders.count.query(inTime)).toEqual({ total: 5, isEstimate: false })
  })
})

/** A day as no command would give it: the gate may have moved since. */
async function schedule(orderId: Id<'WorkOrder'>, day: string) {
  await sql`update work_order set scheduled_on = ${day}::date where id = ${orderId}`.execute(
    server.opened.services.db,
  )
}

import { newId, type Id } from '@changeover/shared/commands'
import { weekOf } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildPlanningScene, proposePlan, type PlanningScene } from '../support/planning.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

// A plan starts threads and a solver: seconds on a busy machine.
vi.setConfig({ testTimeout: 180_000 })

let server: TestServer
let scene: PlanningScene
let manager: Client
beforeAll(async () => {
  server = await startTestServer()
  scene = await buildPlanningScene(server)
  manager = scene.manager
})
afterAll(() => server.close())

const ordersOf = async () =>
  (await manager.orders.list.query({ filter: { programId: scene.programId } })).rows

describe('a proposal', () => {
  let planId: Id<'Plan'>

  it('puts every open order on a crew and a day, checked, and changes nothing yet', async () => {
    planId = await proposePlan(server, manager, scene.programId)
    const { plan, detail } = await manager.planning.getPlan.query({ planId })
    expect(plan).toMatchObject({ state: 'proposed', progress: 1, failure: null })
    expect(plan.summary?.changes).toMatchObject({ added: 8, left: 0, moved: 0 })
    expect(plan.summary?.boundGapPct).not.toBeNull()
    expect(detail?.issues).toEqual([])
    expect((await ordersOf()).map(({ state }) => state)).toEqual(Array(8).fill('planned'))
    const { rows } = await manager.planning.listChanges.query({ planId })
    for (const { crewId, plannedOn, isStale } of rows) {
      expect(scene.crewIds).toContain(crewId)
      expect(plannedOn).not.toBeNull()
      expect(isStale).toBe(false)
    }
  })

  it('is looked at for some regions only, of those that somebody sees', async () => {
    const { programId } = scene
    const all = await manager.planning.grid.query({ programId, planId })
    expect(all.territories.map(({ name }) => name)).toContain('Puget Sound')
    expect(await manager.planning.grid.query({ programId, planId, regions: ['US-WA'] })).toEqual(
      all,
    )
    const elsewhere = await manager.planning.grid.query({ programId, planId, regions: ['US-OR'] })
    expect(elsewhere).toMatchObject({ territories: [], cells: [] })
  })

  it('says how far it is, and who asked', async () => {
    const [plan] = await manager.planning.listPlans.query({ programId: scene.programId })
    expect(plan).toMatchObject({ id: planId, requestedBy: 'Test program_manager', attempts: 1 })
  })

  it('is accepted by crew through one command, and taken back in one', async () => {
    const { crews } = await manager.planning.listParts.query({ planId })
    const [first] = crews
    const receipt = await manager.planning.accept.mutate({
      commandId: newId(),
      // Names of crews come with their ids.
      data: { planId, scope: { kind: 'crews', crewIds: [first.key as Id<'Crew'>] } },
    })
    expect(receipt.result).toMatchObject({ scheduled: first.added, refused: 0 })
    const scheduled = (await ordersOf()).filter(({ state }) => state === 'scheduled')
    expect(scheduled.map(({ crewName }) => crewName)).toEqual(Array(first.added).fill(first.name))
    const undone = await manager.planning.undoAccept.mutate({
      commandId: newId(),
      data: { planId, commandId: receipt.commandId },
    })
    expect(undone.result).toMatchObject({ restored: first.added, inTheWayCount: 0 })
    expect((await ordersOf()).map(({ state }) => state)).toEqual(Array(8).fill('planned'))
    const [plan] = await manager.planning.listPlans.query({ programId: scene.programId })
    expect(plan.state).toBe('proposed')
  })

  it('is accepted by week', async () => {
    const { weeks } = await manager.planning.listParts.query({ planId })
    const [first] = weeks
    const receipt = await manager.planning.accept.mutate({
      commandId: newId(),
      // A week is named by its Monday.
      data: { planId, scope: { kind: 'weeks', weeks: [first.key] } },
    })
    expect(receipt.result.scheduled).toBe(first.added)
    const { rows } = await manager.planning.listChanges.query({ planId })
    for (const { isAccepted, plannedOn } of rows)
      expect(isAccepted).toBe(plannedOn !== null && weekOf(plannedOn) === first.key)
    await manager.planning.undoAccept.mutate({
      commandId: newId(),
      data: { planId, commandId: receipt.commandId },
    })
  })

  it('refuses, one by one, the orders that changed since; the others move', async () => {
    const [stale] = await ordersOf()
    await manager.orders.cancel.mutate({
      commandId: newId(),
      data: { orderId: stale.id, reason: 'The host is closing the site' },
    })
    const { rows } = await manager.planning.listChanges.query({ planId })
    expect(rows.filter(({ isStale }) => isStale).map(({ orderId }) => orderId)).toEqual([stale.id])
    const receipt = await manager.planning.accept.mutate({
      commandId: newId(),
      data: { planId, scope: { kind: 'all' } },
    })
    expect(receipt.result).toEqual({
      scheduled: 7,
      dropped: 0,
      refused: 1,
      refusedOrders: [{ orderId: stale.id, number: stale.number, reason: 'STALE' }],
    })
  })

  it('moves nothing when nothing changed, once it is accepted', async () => {
    const again = await proposePlan(server, manager, scene.programId)
    const { plan } = await manager.planning.getPlan.query({ planId: again })
    expect(plan.summary?.changes).toMatchObject({ kept: 7, moved: 0, added: 0, dropped: 0 })
  })

  it('moves what a crew that is away cannot do, and says why', async () => {
    const [order] = (await ordersOf()).filter(({ state }) => state === 'scheduled')
    const { db } = server.opened.services
    const crewOf = scene.crewIds[order.crewName === 'Crew 1' ? 0 : 1]
    const days = (await ordersOf()).flatMap(({ crewName, scheduledOn }) =>
      crewName === order.crewName && scheduledOn ? [scheduledOn] : [],
    )
    await db
      .insertInto('crewAbsence')
      .values({
        id: newId(),
        crewId: crewOf,
        fromOn: days.toSorted()[0],
        toOn: days.toSorted().at(-1) ?? days[0],
        reason: 'Training',
      })
      .execute()
    const planId = await proposePlan(server, manager, scene.programId)
    const { rows } = await manager.planning.listChanges.query({ planId })
    expect(rows.length).toBe(days.length)
    for (const { change, cause, crewId, plannedOn } of rows) {
      expect(change).toBe('moved')
      expect(cause?.rule).toBe('CREW_OFF')
      expect(crewId === crewOf && days.includes(plannedOn ?? days[0])).toBe(false)
    }
  })
})

describe('who may plan', () => {
  it('is a planner; others see it, crews do not', async () => {
    const { programId } = scene
    const ask = (client: Client) =>
      client.planning.propose.mutate({ commandId: newId(), data: { programId } })
    expect(await refusalOf(ask(await server.signIn('executive')))).toMatchObject({
      code: 'FORBIDDEN',
    })
    const executive = await server.signIn('executive')
    expect((await executive.planning.listPlans.query({ programId })).length).toBeGreaterThan(0)
    const crew = await server.signIn('crew', { crewId: scene.crewIds[0] })
    expect(await refusalOf(crew.planning.listPlans.query({ programId }))).toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  it('sees and accepts plans of their own regions only', async () => {
    const { programId } = scene
    const [whole] = await manager.planning.listPlans.query({ programId })
    const oregon = await server.signIn('dispatcher', { regions: ['US-OR'] })
    expect(await oregon.planning.listPlans.query({ programId })).toEqual([])
    const accepting = oregon.planning.accept.mutate({
      commandId: newId(),
      data: { planId: whole.id },
    })
    expect(await refusalOf(accepting)).toMatchObject({ code: 'NOT_FOUND' })
    const planId = await proposePlan(server, oregon, programId)
    const { plan, detail } = await oregon.planning.getPlan.query({ planId })
    expect(plan.summary?.changes).toMatchObject({ added: 0, kept: 0, left: 0 })
    expect(detail?.issues.map(({ code }) => code)).toContain('NOTHING_TO_PLAN')
  })
})

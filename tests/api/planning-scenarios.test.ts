import { newId, type Id } from '@changeover/shared/commands'
import { ScenarioPatchSchema, type ScenarioPatch } from '@changeover/shared/planning'
import { addWeeks, parseDay, toDay } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  addKits,
  buildPlanningScene,
  proposePlan,
  type PlanningScene,
} from '../support/planning.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

const today = toDay(Temporal.Now.plainDateISO())
const deliveredOn = addWeeks(today, 1)

// A plan starts threads and a solver: seconds on a busy machine.
vi.setConfig({ testTimeout: 180_000 })

let server: TestServer
let scene: PlanningScene
let manager: Client
beforeAll(async () => {
  server = await startTestServer()
  scene = await buildPlanningScene(server, { kits: 0, sites: 4 })
  manager = scene.manager
  await addKits(server, scene.depotId, 100, deliveredOn)
})
afterAll(() => server.close())

async function save(name: string, patch: Partial<ScenarioPatch>): Promise<Id<'Scenario'>> {
  const { result } = await manager.planning.saveScenario.mutate({
    commandId: newId(),
    data: {
      scenarioId: null,
      programId: scene.programId,
      name,
      patch: ScenarioPatchSchema.parse(patch),
    },
  })
  return result.scenarioId
}

const dues = async () => {
  const rows = await server.opened.services.db
    .selectFrom('kitReceipt')
    .select('dueOn')
    .distinct()
    .execute()
  return rows.map(({ dueOn }) => dueOn)
}

describe('a scenario', () => {
  let late: Id<'Scenario'>

  it('is planned beside live and changes nothing', async () => {
    late = await save('Kits two weeks late', {
      kitDelays: [{ depotId: null, kitTypeId: null, weeks: 2 }],
    })
    const planId = await proposePlan(server, manager, scene.programId, late)
    const { plan, detail } = await manager.planning.getPlan.query({ planId })
    expect(plan).toMatchObject({ state: 'proposed', scenarioId: late })
    const comparison = detail?.comparison
    const finish = (side: 'live' | 'scenario') =>
      comparison?.[side].milestones.find(({ orders }) => orders > 0)?.finishOn ?? today
    expect(finish('scenario') > finish('live')).toBe(true)
    expect(comparison?.scenario.forecast.length).toBe(comparison?.live.forecast.length)
    expect(await dues()).toEqual([deliveredOn])
    const { rows } = await manager.orders.list.query({})
    expect(rows.every(({ state }) => state === 'planned')).toBe(true)
  })

  it('stands beside live number by number, and costs what its quantities cost', async () => {
    const [{ planId }] = await manager.planning.listScenarios.query({ programId: scene.programId })
    const look = () => manager.planning.getPlan.query({ planId: planId ?? newId() })
    const { detail, rates } = await look()
    expect(rates).toEqual([])
    const comparison = detail?.comparison
    expect(comparison?.base?.cells.length).toBeGreaterThan(0)
    const live = comparison?.base?.kits[0]
    expect(detail?.kits[0].points).not.toEqual(live?.points)
    const [before, after] = [comparison?.live.quantities, comparison?.scenario.quantities]
    expect(before?.kits).toEqual(after?.kits)
    // Two weeks more of the same crews.
    expect(after?.crewDays).toBeGreaterThan(before?.crewDays ?? 0)

    const { rows } = await manager.inputs.list.query({ list: 'costs' })
    const row = rows.find(({ cells }) => cells.cost === 'crew day')
    if (!row) throw new Error('no cost of a crew day')
    await manager.inputs.change.mutate({
      commandId: newId(),
      data: {
        list: 'costs',
        changes: [
          { id: row.id, before: row.cells, after: { ...row.cells, price: '900', currency: 'USD' } },
        ],
      },
    })
    // Priced when it is looked at: nothing is calculated anew.
    const priced = await look()
    expect(priced.rates).toEqual([{ subject: 'crew day', cents: 90_000, currency: 'USD' }])
  })

  it('is never accepted as it is', async () => {
    const [{ planId }] = await manager.planning.listScenarios.query({ programId: scene.programId })
    const accepting = manager.planning.accept.mutate({
      commandId: newId(),
      data: { planId: planId ?? newId() },
    })
    expect(await refusalOf(accepting)).toMatchObject({ code: 'SCENARIO_NOT_LIVE' })
  })

  it('with the same patch gives the same figures: the random numbers are common', async () => {
    const twin = await save('Kits two weeks late, again', {
      kitDelays: [{ depotId: null, kitTypeId: null, weeks: 2 }],
    })
    const compare = async (id: Id<'Scenario'>) => {
      const planId = await proposePlan(server, manager, scene.programId, id)
      return (await manager.planning.getPlan.query({ planId })).detail?.comparison
    }
    expect(await compare(twin)).toEqual(await compare(late))
  })

  it('says that its name is taken, and that an empty one is none', async () => {
    expect(
      await refusalOf(
        save('kits two weeks LATE', { overtime: [{ territoryId: null, minutes: 60 }] }),
      ),
    ).toMatchObject({
      code: 'INVALID',
    })
    expect(await refusalOf(save('Nothing at all', {}))).toMatchObject({ code: 'INVALID' })
  })

  it('is committed as a change of the inputs with a proposal to review, and taken back', async () => {
    const all = await save('All at once', {
      kitDelays: [{ depotId: null, kitTypeId: null, weeks: 2 }],
      crews: [{ territoryId: scene.territoryId, count: 2 }],
      overtime: [{ territoryId: null, minutes: 60 }],
    })
    const before = await manager.orders.listCrews.query({})
    const receipt = await manager.planning.commitScenario.mutate({
      commandId: newId(),
      data: { scenarioId: all },
    })
    expect(await dues()).toEqual([addWeeks(deliveredOn, 2)])
    const crews = await manager.orders.listCrews.query({})
    expect(crews).toHaveLength(before.length + 2)
    const [asked] = await manager.planning.listPlans.query({ programId: scene.programId })
    expect(asked).toMatchObject({ id: receipt.result.planId, state: 'running', scenarioId: null })
    await manager.inputs.undo.mutate({
      commandId: newId(),
      data: { commandId: receipt.commandId },
    })
    expect(await dues()).toEqual([deliveredOn])
    expect(await manager.orders.listCrews.query({})).toHaveLength(before.length)
  })

  it('may be made by planners, and committed by managers only', async () => {
    const dispatcher = await server.signIn('dispatcher')
    const committing = dispatcher.planning.commitScenario.mutate({
      commandId: newId(),
      data: { scenarioId: late },
    })
    expect(await refusalOf(committing)).toMatchObject({ code: 'FORBIDDEN' })
    const executive = await server.signIn('executive')
    const removing = executive.planning.removeScenario.mutate({
      commandId: newId(),
      data: { scenarioId: late },
    })
    expect(await refusalOf(removing)).toMatchObject({ code: 'FORBIDDEN' })
    const seen = await executive.planning.listScenarios.query({ programId: scene.programId })
    expect(seen.map(({ name }) => name)).toContain('Kits two weeks late')
  })

  it('of a moved gate holds the work back', async () => {
    const { milestones } = await manager.program.getProgram.query({ programId: scene.programId })
    const ac = milestones.find(({ name }) => name === 'NACS AC')
    const gateOn = addWeeks(parseDay(today), 6)
    const gated = await save('Gate in six weeks', {
      gates: [{ milestoneId: ac?.id ?? newId(), gateOn }],
    })
    const planId = await proposePlan(server, manager, scene.programId, gated)
    const { rows } = await manager.planning.listChanges.query({
      planId,
      kinds: ['added', 'later'],
    })
    expect(rows).toHaveLength(4)
    for (const { plannedOn, weekOn } of rows)
      expect((plannedOn ?? weekOn ?? '') >= gateOn).toBe(true)
  })
})

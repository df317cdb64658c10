import { newId } from '@changeover/shared/commands'
import { addDays, addWeeks, toDay, weekOf } from '@changeover/shared/time'
import { sql } from 'kysely'
import { afterEach, expect, it, vi } from 'vitest'
import { buildSite } from '../support/network.ts'
import {
  addCrew,
  buildPlanningScene,
  proposePlan,
  type PlanningScene,
} from '../support/planning.ts'
import { generateOrders } from '../support/rollout.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** Inputs that cannot be true or cannot be kept: a plan says so, item by item, and does the rest. */
const today = toDay(Temporal.Now.plainDateISO())

// A plan starts threads and a solver: seconds on a busy machine.
vi.setConfig({ testTimeout: 180_000 })

let server: TestServer
afterEach(() => server.close())

async function begin(options: Parameters<typeof buildPlanningScene>[1]): Promise<PlanningScene> {
  server = await startTestServer()
  return buildPlanningScene(server, options)
}

/** Plans, and returns what the plan says. */
async function say({ manager, programId }: PlanningScene) {
  const planId = await proposePlan(server, manager, programId)
  const { plan, detail } = await manager.planning.getPlan.query({ planId })
  expect(plan).toMatchObject({ state: 'proposed', failure: null })
  return {
    planId,
    changes: plan.summary?.changes,
    held: plan.summary?.held,
    issues: detail?.issues ?? [],
    groups: detail?.groups ?? [],
  }
}

it('names a crew without days, and plans with the others', async () => {
  const scene = await begin({ sites: 3, crews: 1 })
  const idle = await addCrew(server, scene.manager, scene.territoryId, 'Never there')
  await server.opened.services.db.deleteFrom('crewShift').where('crewId', '=', idle).execute()
  const { issues, changes } = await say(scene)
  expect(issues).toEqual([{ code: 'CREW_HAS_NO_DAYS', id: idle }])
  expect(changes).toMatchObject({ added: 3, left: 0 })
})

it('names a depot without kits, and how many are short', async () => {
  const scene = await begin({ sites: 3, kits: 0 })
  const { issues, changes, groups } = await say(scene)
  expect(issues).toEqual([{ code: 'DEPOT_HAS_NO_KITS', id: scene.depotId }])
  expect(changes).toMatchObject({ left: 3 })
  expect(groups).toMatchObject([
    {
      unscheduledOrders: 3,
      reason: { code: 'KIT_SHORT', depotId: scene.depotId, shortBy: 6 },
      wayOut: { kind: 'ORDER_KITS', quantity: 6 },
    },
  ])
})

it('names a site that no crew can reach, and one that is nowhere', async () => {
  const scene = await begin({ sites: 2 })
  const { db } = server.opened.services
  const { siteId: far } = await buildSite(db, { name: 'Far north', lat: 61, lon: -150 })
  const { siteId: nowhere } = await buildSite(db, { name: 'Nowhere' })
  await db.updateTable('site').set({ lat: null, lon: null }).where('id', '=', nowhere).execute()
  await generateOrders(scene.manager, scene.programId)
  const { issues, held, groups } = await say(scene)
  expect(issues).toEqual([{ code: 'SITE_UNREACHABLE', id: far }])
  expect(held).toMatchObject({ withoutPlace: 1 })
  expect(groups).toMatchObject([{ wayOut: { kind: 'NEARER_CREW', siteId: far } }])
})

it('names a gate after its target, and says when work could begin', async () => {
  const scene = await begin({ sites: 2 })
  const { db } = server.opened.services
  await db
    .updateTable('milestone')
    .set({ gateOn: addWeeks(today, 8), targetOn: addWeeks(today, 4) })
    .execute()
  const { issues, groups } = await say(scene)
  expect(new Set(issues.map(({ code }) => code))).toEqual(new Set(['GATE_AFTER_TARGET']))
  expect(groups).toMatchObject([
    { lateOrders: 2, reason: { code: 'NOT_BEFORE' }, wayOut: { kind: 'MOVE_TARGET' } },
  ])
})

it('names pins that contradict each other or the calendar', async () => {
  const scene = await begin({ sites: 3, crews: 1 })
  const { db } = server.opened.services
  const { rows } = await scene.manager.orders.list.query({})
  const sunday = addDays(addWeeks(weekOf(today), 3), 6)
  await db
    .insertInto('orderPin')
    .values({ orderId: rows[0].id, dayOn: sunday, crewId: scene.crewIds[0] })
    .execute()
  const { issues, changes } = await say(scene)
  expect(issues).toMatchObject([{ code: 'PIN_IMPOSSIBLE' }])
  expect(changes).toMatchObject({ added: 2, left: 1 })
})

it('says that there is nothing to plan', async () => {
  const scene = await begin({ sites: 0 })
  const { issues, changes } = await say(scene)
  expect(issues).toEqual([{ code: 'NOTHING_TO_PLAN', id: '' }])
  expect(changes).toMatchObject({ added: 0, left: 0 })
})

it('leaves blocked orders to people, and says how many', async () => {
  const scene = await begin({ sites: 2 })
  const { db } = server.opened.services
  const { rows } = await scene.manager.orders.list.query({})
  await db
    .updateTable('workOrder')
    .set({ state: 'blocked', blockedReason: 'no_access' })
    .where('id', '=', rows[0].id)
    .execute()
  const { held, changes } = await say(scene)
  expect(held).toMatchObject({ blocked: 1 })
  expect(changes).toMatchObject({ added: 1 })
})

it('goes on after the server went away, and gives up after the third time', async () => {
  const scene = await begin({ sites: 2 })
  const { db } = server.opened.services
  const { manager, programId } = scene
  const { result } = await manager.planning.propose.mutate({
    commandId: newId(),
    data: { programId },
  })
  const goneFor = (attempts: number) =>
    db
      .updateTable('plan')
      .set({ heartbeatAt: sql`now() - interval '1 minute'`, attempts })
      .where('id', '=', result.planId)
      .execute()
  const { runPlan, resumePlans } = await import('@changeover/server/planning/index')
  await goneFor(1)
  await resumePlans(server.opened.services)
  const { rows: queued } = await sql`
    select from graphile_worker.jobs where task_identifier = 'plan'`.execute(db)
  expect(queued).toHaveLength(1)
  await runPlan(server.opened.services, server.connection, result.planId)
  const [resumed] = await manager.planning.listPlans.query({ programId })
  expect(resumed).toMatchObject({ state: 'proposed', attempts: 2 })

  await db.updateTable('plan').set({ state: 'running' }).execute()
  await goneFor(3)
  await runPlan(server.opened.services, server.connection, result.planId)
  const [given] = await manager.planning.listPlans.query({ programId })
  expect(given).toMatchObject({ state: 'failed', failure: 'INTERRUPTED' })
})

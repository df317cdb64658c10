import { runPlan } from '@changeover/server/planning/index'
import { newId, type Id } from '@changeover/shared/commands'
import { addWeeks, type Day } from '@changeover/shared/time'
import { buildSite } from './network.ts'
import { createCrew, createRollout, generateOrders, longOpen } from './rollout.ts'
import type { Client, TestServer } from './server.ts'

/** A small rollout around Seattle: sites, two crews with calendars, a depot with kits. */
export interface PlanningScene {
  manager: Client & { cookie: string }
  programId: Id<'Program'>
  crewIds: Id<'Crew'>[]
  territoryId: Id<'Territory'>
  depotId: Id<'Depot'>
}

const REGION = 'US-WA'

/** Builds the scene. `kits` is on hand of every type; null: nobody counts kits, there is no depot. */
export async function buildPlanningScene(
  server: TestServer,
  options: { sites?: number; kits?: number | null; crews?: number } = {},
): Promise<PlanningScene> {
  const { db } = server.opened.services
  const manager = await server.signIn('program_manager')
  const kits = options.kits === undefined ? 500 : options.kits
  for (let index = 0; index < (options.sites ?? 8); index++)
    await buildSite(db, {
      name: `Site ${String(index + 1).padStart(2, '0')}`,
      region: REGION,
      lat: 47.5 + index * 0.02,
      lon: -122.3,
      ports: [{}, {}],
    })
  const { programId } = await createRollout(manager, { ac: longOpen, dc: longOpen })
  if (options.sites !== 0) await generateOrders(manager, programId)
  const territoryId = newId<'Territory'>()
  const depotId = newId<'Depot'>()
  if (kits !== null)
    await db
      .insertInto('depot')
      .values({ id: depotId, name: 'Renton', region: REGION, lat: 47.48, lon: -122.2 })
      .execute()
  await db
    .insertInto('territory')
    .values({ id: territoryId, name: 'Puget Sound', regions: [REGION] })
    .execute()
  const crewIds: Id<'Crew'>[] = []
  for (let index = 0; index < (options.crews ?? 2); index++)
    crewIds.push(await addCrew(server, manager, territoryId, `Crew ${index + 1}`))
  if (kits !== null && kits > 0) await addKits(server, depotId, kits)
  return { manager, programId, crewIds, territoryId, depotId }
}

/** A crew with the usual calendar. */
export async function addCrew(
  server: TestServer,
  manager: Client,
  territoryId: Id<'Territory'>,
  name: string,
): Promise<Id<'Crew'>> {
  const { db } = server.opened.services
  const crewId = await createCrew(manager, { name, region: REGION })
  await db
    .updateTable('crew')
    .set({ territoryId, homeLat: 47.55, homeLon: -122.3 })
    .where('id', '=', crewId)
    .execute()
  return crewId
}

/** Kits of every type on hand at a depot, or promised for a day. */
export async function addKits(
  server: TestServer,
  depotId: Id<'Depot'>,
  quantity: number,
  dueOn: Day | null = null,
): Promise<void> {
  const { db } = server.opened.services
  const types = await db.selectFrom('kitType').select('id').execute()
  if (dueOn !== null)
    await db
      .insertInto('kitReceipt')
      .values(types.map(({ id }) => ({ id: newId(), depotId, kitTypeId: id, quantity, dueOn })))
      .execute()
  else
    await db
      .insertInto('kitMovement')
      .values(
        types.map(({ id }) => ({
          id: newId<'KitMovement'>(),
          depotId,
          kitTypeId: id,
          quantity,
          movedOn: addWeeks(longOpen, 1),
          reason: 'received' as const,
          commandId: newId<'Command'>(),
        })),
      )
      .execute()
}

/** Asks for a plan and makes it, as the queue would. */
export async function proposePlan(
  server: TestServer,
  client: Client,
  programId: Id<'Program'>,
  scenarioId: Id<'Scenario'> | null = null,
): Promise<Id<'Plan'>> {
  const { result } = await client.planning.propose.mutate({
    commandId: newId(),
    data: { programId, scenarioId },
  })
  await runPlan(server.opened.services, server.connection, result.planId)
  return result.planId
}

/**
 * What-ifs: a named patch of the planner's inputs. A scenario is planned like the live data and never
 * touches them; its regions are those of the person who plans it.
 */
import { AppError, newId, type Id } from '@changeover/shared/commands'
import { ScenarioPatchSchema, type ScenarioPatch } from '@changeover/shared/planning'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { requireProgram } from '../plans/proposals.ts'

export interface ScenarioWish {
  scenarioId: Id<'Scenario'> | null
  programId: Id<'Program'>
  name: string
  patch: ScenarioPatch
}

/** The program's scenarios by name, each with its latest plan. */
export async function listScenarios(db: Database, programId: Id<'Program'>) {
  await requireProgram(db, programId)
  const { rows } = await sql<{
    id: Id<'Scenario'>
    version: number
    programId: Id<'Program'>
    name: string
    patch: unknown
    createdBy: string | null
    planId: Id<'Plan'> | null
  }>`
    select s.id, s.version, s.program_id, s.name, s.patch, a.name as created_by, (
      select p.id from plan p where p.scenario_id = s.id and p.state in ('running', 'proposed', 'failed')
      order by p.requested_at desc limit 1) as plan_id
    from scenario s left join person a on a.id = s.created_by
    where s.program_id = ${programId} and s.deleted_at is null order by lower(s.name)
  `.execute(db)
  return rows.map(({ patch, ...row }) => ({ ...row, patch: ScenarioPatchSchema.parse(patch) }))
}

/** Adds a scenario or changes one. @throws AppError `INVALID` when the name is taken. */
export async function saveScenario(
  work: UnitOfWork,
  { scenarioId, programId, name, patch }: ScenarioWish,
): Promise<{ scenarioId: Id<'Scenario'> }> {
  await requireProgram(work.tx, programId)
  const same = await work.tx
    .selectFrom('scenario')
    .select('id')
    .where('programId', '=', programId)
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (same && same.id !== scenarioId)
    throw new AppError('INVALID', { field: 'name', reason: 'There is a scenario of this name.' })
  const id = scenarioId ?? newId<'Scenario'>()
  if (scenarioId) await changeScenario(work, id, programId, { name, patch })
  else
    await work.tx
      .insertInto('scenario')
      .values({ id, programId, name, patch: JSON.stringify(patch), createdBy: work.actor.personId })
      .execute()
  work.record({
    kind: scenarioId ? 'scenario.changed' : 'scenario.added',
    subject: { kind: 'scenario', id },
    payload: { name, patch },
  })
  work.stale('plans')
  return { scenarioId: id }
}

async function changeScenario(
  work: UnitOfWork,
  id: Id<'Scenario'>,
  programId: Id<'Program'>,
  { name, patch }: Pick<ScenarioWish, 'name' | 'patch'>,
): Promise<void> {
  const known = await requireScenario(work, id)
  if (known.programId !== programId) throw new AppError('NOT_FOUND', { scenarioId: id })
  work.expectVersion(known.version)
  await work.tx
    .updateTable('scenario')
    .set({ name, patch: JSON.stringify(patch), version: known.version + 1 })
    .where('id', '=', id)
    .execute()
}

/** Puts a scenario away; its plans stay in the history. */
export async function removeScenario(
  work: UnitOfWork,
  { scenarioId }: { scenarioId: Id<'Scenario'> },
): Promise<Record<string, never>> {
  const { name } = await requireScenario(work, scenarioId)
  await work.tx
    .updateTable('scenario')
    .set({ deletedAt: sql`now()` })
    .where('id', '=', scenarioId)
    .execute()
  work.record({
    kind: 'scenario.removed',
    subject: { kind: 'scenario', id: scenarioId },
    payload: { name },
  })
  work.stale('plans')
  return {}
}

export async function requireScenario(work: UnitOfWork, scenarioId: Id<'Scenario'>) {
  const scenario = await work.tx
    .selectFrom('scenario')
    .select(['id', 'programId', 'name', 'version', 'patch'])
    .where('id', '=', scenarioId)
    .where('deletedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!scenario) throw new AppError('NOT_FOUND', { scenarioId })
  return scenario
}

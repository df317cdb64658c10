import type { Id } from '@changeover/shared/commands'
import { ScopeSchema, type BaselinePoint } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { sql, type Insertable } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'
import type { Baseline } from '../db/tables.ts'
import { isAfter, tableThen } from '../past/index.ts'

type Reader = Database | DatabaseTransaction

/** A milestone with the track that it belongs to. */
export async function readMilestones(
  db: Reader,
  where: { programId?: Id<'Program'>; milestoneId?: Id<'Milestone'> | null },
) {
  let query = db
    .selectFrom('milestone as m')
    .innerJoin('track as k', 'k.id', 'm.trackId')
    .select([
      'm.id',
      'm.version',
      'm.programId',
      'm.trackId',
      'm.name',
      'm.gateOn',
      'm.targetOn',
      'm.weight',
      'm.scope',
      'm.actualOn',
      'k.code as trackCode',
      'k.name as trackName',
      'k.charge',
      'k.addsStandard',
    ])
    .where('m.deletedAt', 'is', null)
    .orderBy('m.targetOn')
    .orderBy('m.gateOn')
    .orderBy('m.id')
  if (where.programId) query = query.where('m.programId', '=', where.programId)
  if (where.milestoneId) query = query.where('m.id', '=', where.milestoneId)
  const rows = await query.execute()
  return rows.map((row) => ({ ...row, scope: ScopeSchema.parse(row.scope) }))
}
export type StoredMilestone = Awaited<ReturnType<typeof readMilestones>>[number]

/** Baselines of milestones, the latest first. */
export function readBaselines(db: Reader, milestoneIds: readonly Id<'Milestone'>[]) {
  return db
    .selectFrom('baseline')
    .select(['id', 'milestoneId', 'name', 'takenOn', 'gateOn', 'targetOn', 'scopeCount'])
    .where('milestoneId', '=', sql<Id<'Milestone'>>`any (${[...milestoneIds]}::uuid[])`)
    .orderBy('takenOn', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/**
 * The milestones of a program as they were at the end of a past day: those set by then, with what they
 * said until they were changed later.
 */
export async function readMilestonesOn(db: Reader, programId: Id<'Program'>, day: Day) {
  const { rows } = await sql<Omit<StoredMilestone, 'scope'> & { scope: unknown }>`
    select m.id, m.version, m.program_id, m.track_id, m.actual_on, k.code as track_code, k.name as track_name,
      k.charge, k.adds_standard, m.name, m.gate_on, m.target_on, m.weight::float8 as weight, m.scope
    from ${tableThen('milestone', day)} m join track k on k.id = m.track_id
    where m.program_id = ${programId} and m.deleted_at is null
      and not exists (select from event e where e.subject_id = m.id and e.kind = 'milestone.set' and ${isAfter(day, sql`e.recorded_at`)})
    order by m.target_on, m.gate_on, m.id
  `.execute(db)
  return rows.map((row) => ({ ...row, scope: ScopeSchema.parse(row.scope) }))
}

/** Sums of the rollup by milestone and measure; with `asOf`, of what was recorded by the end of that day. */
export async function readMilestoneSums(
  db: Reader,
  milestoneIds: readonly Id<'Milestone'>[],
  asOf: Day | null = null,
) {
  const source = asOf === null ? sql`rollup_now` : sql`rollup`
  const { rows } = await sql<{ milestoneId: Id<'Milestone'>; measure: string; quantity: number }>`
    select milestone_id, measure, sum(quantity) as quantity from ${source}
    where ${asOf === null ? sql`true` : sql`recorded_on <= ${asOf}`} and milestone_id = any (${[...milestoneIds]}::uuid[]) and measure in ('scope', 'done', 'planned', 'exceptions')
    group by 1, 2
  `.execute(db)
  return rows
}

/** Writes a baseline with its points. */
export async function insertBaseline(
  tx: DatabaseTransaction,
  baseline: Insertable<Baseline>,
  points: readonly BaselinePoint[],
): Promise<void> {
  await tx.insertInto('baseline').values(baseline).execute()
  await sql`
    insert into baseline_point (baseline_id, due_on, count)
    select ${baseline.id}::uuid, * from unnest(${points.map(({ dueOn }) => dueOn)}::date[], ${points.map(({ count }) => count)}::integer[])
  `.execute(tx)
}

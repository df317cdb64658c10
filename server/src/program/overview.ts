import { AppError, type Id } from '@changeover/shared/commands'
import { describeScope, type KitType } from '@changeover/shared/program'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Day } from '@changeover/shared/time'
import { tableThen, type AsOf } from '../past/index.ts'
import {
  readBaselines,
  readMilestones,
  readMilestonesOn,
  readMilestoneSums,
} from './program-repository.ts'

/** The programs of this installation, the newest first. */
export function listPrograms(db: Database) {
  return db
    .selectFrom('program')
    .select(['id', 'name', 'template', 'createdOn'])
    .where('deletedAt', 'is', null)
    .orderBy('createdOn', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/**
 * A program with its tracks, milestones, what was promised, and how far each is; with `asOf`, as it was at
 * the end of that day.
 * @throws AppError `NOT_FOUND` also for a day before the program was made.
 */
export async function getProgram(db: Database, programId: Id<'Program'>, asOf: Day | null = null) {
  const [program, tracks, milestones] = await Promise.all([
    db
      .selectFrom('program')
      .select(['id', 'version', 'name', 'template', 'createdOn'])
      .where('id', '=', programId)
      .where('deletedAt', 'is', null)
      .$if(asOf !== null, (query) => query.where('createdOn', '<=', asOf))
      .executeTakeFirst(),
    db
      .selectFrom('track')
      .select(['id', 'code', 'name', 'charge', 'addsStandard'])
      .where('programId', '=', programId)
      .orderBy('id')
      .execute(),
    asOf === null ? readMilestones(db, { programId }) : readMilestonesOn(db, programId, asOf),
  ])
  if (!program) throw new AppError('NOT_FOUND', { programId })
  const ids = milestones.map(({ id }) => id)
  const [baselines, sums] = await Promise.all([
    readBaselines(db, ids),
    readMilestoneSums(db, ids, asOf),
  ])
  const sumOf = (id: Id<'Milestone'>, measure: string) =>
    sums.find((sum) => sum.milestoneId === id && sum.measure === measure)?.quantity ?? 0
  return {
    ...program,
    tracks,
    milestones: milestones.map(
      ({ id, version, trackId, name, gateOn, targetOn, weight, scope, ...rest }) => ({
        id,
        version,
        trackId,
        name,
        gateOn,
        targetOn,
        weight,
        scope,
        sentence: describeScope(scope, rest),
        scopeCount: sumOf(id, 'scope'),
        plannedCount: sumOf(id, 'planned'),
        doneCount: sumOf(id, 'done'),
        exceptionCount: sumOf(id, 'exceptions'),
        baselines: baselines.filter(
          ({ milestoneId, takenOn }) => milestoneId === id && (asOf === null || takenOn <= asOf),
        ),
      }),
    ),
  }
}

/** The kit types that crews may use, or could at the end of a past day. */
export async function listKitTypes(db: Database, asOf: AsOf = null) {
  const { rows } = await sql<KitType & { id: Id<'KitType'> }>`
    select id, code, name, family, level, adds_standard, removes_standard, side, duration_minutes, checklist_code
    from ${tableThen('kit_type', asOf)} k where deleted_at is null order by level, family, code
  `.execute(db)
  return rows
}

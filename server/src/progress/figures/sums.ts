/**
 * What the rows of a figure add up to. What the rollup counts is asked there, as the chart does: a sum then
 * costs no more the more orders there are. That the rows do add up to it is proven by tests.
 */
import type { Actor } from '@changeover/shared/accounts'
import { unitOf, type Figure } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../db/database.ts'
import { regionsAre } from '../repository.ts'
import { scopeFor, type ProgressFilter, type ProgressScope } from '../scope.ts'
import { partOf } from './parts.ts'

/** Beyond so many rows it is only said that there are more. */
const ROWS_COUNTED = 5_000

/**
 * The sum of a figure, and how many rows it has: those beyond `ROWS_COUNTED` are not counted where the rollup has
 * the sum, and none of a day that lies back (null), for which every order would be followed.
 */
export async function figureSum(
  db: Database,
  actor: Actor,
  { figure, filter }: { figure: Figure; filter: ProgressFilter },
  today: Day,
) {
  const scope = scopeFor(actor, filter, today)
  const cells = cellsOf(scope, figure)
  const { rows: parts } = partOf(scope, figure)
  const unit = unitOf(figure)
  if (!cells) {
    const { rows } = await sql<{ sum: number; count: number }>`
      select coalesce(sum(quantity), 0)::int as sum, count(*)::int as count from (${parts}) as part
    `.execute(db)
    return { unit, ...rows[0], hasMore: false }
  }
  const liesBack = figure.figure === 'orders' && figure.on !== undefined && figure.on < scope.asOf
  const [told, counted] = await Promise.all([
    sql<{ sum: number }>`
      select coalesce(sum(quantity), 0)::int as sum from rollup
      where ${cells} and recorded_on <= ${scope.asOf} and ${regionsAre(scope)}
    `.execute(db),
    liesBack ? null : countUpTo(db, parts, ROWS_COUNTED + 1),
  ])
  const hasMore = counted !== null && counted > ROWS_COUNTED
  return { unit, sum: told.rows[0].sum, count: hasMore ? ROWS_COUNTED : counted, hasMore }
}

async function countUpTo(db: Database, parts: RawBuilder<unknown>, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (select from (${parts}) as part limit ${most}) as counted
  `.execute(db)
  return rows[0].count
}

/** Which cells of the rollup are the figure; null where it is not counted there. */
function cellsOf(scope: ProgressScope, figure: Figure): RawBuilder<unknown> | null {
  const { asOf } = scope
  const until = (day: Day | undefined) => (day && day < asOf ? day : asOf)
  switch (figure.figure) {
    case 'done':
      return figure.charge === 'HOME'
        ? null
        : sql`measure = 'done' and ${ofMilestones(scope, figure.charge)} and ${between(figure.from, until(figure.to))}`
    case 'scope':
      return figure.charge === 'HOME'
        ? null
        : sql`measure = 'scope' and ${ofMilestones(scope, figure.charge)} and ${between(undefined, asOf)}`
    case 'orders':
      return sql`measure ${statesOf(figure.state)} and ${ofMilestones(scope, figure.charge)} and ${between(undefined, until(figure.on))}`
    case 'connectors':
      return sql`measure = ${`connectors:${figure.standard}`} and milestone_id is null and ${between(undefined, until(figure.on))}`
    case 'coverage':
      return sql`measure = ${coverageMeasures[figure.what]} and milestone_id is null and ${between(undefined, asOf)}
        and level = any (${figure.charge === 'AC' ? ['L1', 'L2'] : ['DC']}::text[])`
    default:
      return null
  }
}

const coverageMeasures = {
  ports: 'ports',
  portsWithNacs: 'ports_nacs',
  sites: 'sites',
  sitesWithNacs: 'sites_nacs',
} as const

/** The milestones named one by one: each is then a range of an index. */
function ofMilestones(scope: ProgressScope, charge: string | undefined): RawBuilder<unknown> {
  return sql`milestone_id = any (array(
    select m.id from milestone m join track t on t.id = m.track_id
    where ${charge ? sql`t.charge = ${charge}` : sql`true`} and ${scope.programId ? sql`m.program_id = ${scope.programId}` : sql`true`}))`
}

function statesOf(state: string | undefined): RawBuilder<unknown> {
  if (state === undefined) return sql`like 'orders:%' and measure <> 'orders:cancelled'`
  return state === 'done' ? sql`in ('orders:done', 'orders:verified')` : sql`= ${`orders:${state}`}`
}

function between(from: Day | undefined, to: Day): RawBuilder<unknown> {
  return sql`occurred_on between ${from ?? '-infinity'}::date and ${to}::date`
}

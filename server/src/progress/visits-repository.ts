import type {
  FirstVisitCount,
  Installation,
  LiveRung,
  OpenOrders,
  StateDuration,
} from '@changeover/shared/progress'
import type { Charge } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { openStates, ordersAre } from './figures/order-figures.ts'
import { firstVisitEnds, installations } from './figures/visit-figures.ts'
import type { ProgressScope } from './scope.ts'
import { orderMoves, recordedBy } from '../past/index.ts'

/** Open orders by state and the day on which they entered it. */
export async function readOpenOrders(
  db: Database,
  scope: ProgressScope,
  charge: Charge,
): Promise<OpenOrders[]> {
  // Every zone keeps whole quarters of an hour: orders of the same one are counted before their day is told.
  const counted = scope.isPast
    ? sql`select state, entered_on, count(*) as orders from ${openStates(scope, charge)} as now group by 1, 2`
    : sql`select state, (quarter at time zone time_zone)::date as entered_on, orders from (
        select w.state, date_bin('15 minutes', w.state_since, 'epoch') as quarter, s.time_zone, count(*) as orders
        from work_order w join site s on s.id = w.site_id
        where ${ordersAre(scope, charge)} and w.state not in ('done', 'verified', 'cancelled') group by 1, 2, 3
      ) as quarters`
  const { rows } = await sql<OpenOrders>`
    select state, entered_on as "enteredOn", sum(orders)::int as orders from (${counted}) as counted group by 1, 2
  `.execute(db)
  return rows
}

/** So many of the latest finished orders are what is usual: enough for P85, at a cost that does not grow. */
export const FINISHED_SAMPLE = 5_000

/** How many days the latest finished orders spent in each state before they were done. */
export async function readDurations(
  db: Database,
  scope: ProgressScope,
  charge: Charge,
): Promise<StateDuration[]> {
  // Whatever has a day of being done was closed; on a past day perhaps not yet, as far as was known.
  const closed = scope.isPast
    ? sql`exists (select from event e where e.subject_id = w.id and e.kind = 'order.closed' and ${recordedBy(scope.asOf, 'e')})`
    : sql`true`
  const sample = await sql<{ id: string }>`
    select w.id from work_order w
    where w.done_on is not null and w.done_on <= ${scope.asOf} and ${ordersAre(scope, charge)} and ${closed}
    order by w.done_on desc, w.id limit ${FINISHED_SAMPLE}
  `.execute(db)
  const ids = sample.rows.map(({ id }) => id)
  const { rows } = await sql<StateDuration>`
    select state, days, count(*)::int as orders from (
      select to_state as state, greatest(0, lead(entered_on) over (partition by order_id order by position) - entered_on) as days
      from ${orderMoves(scope.asOf, sql`w.id = any (${ids}::uuid[])`)} as move
    ) as stay where days is not null group by 1, 2
  `.execute(db)
  return rows
}

/** First visits by week and by how they ended: added up by day first, which are few. */
export async function readFirstVisits(
  db: Database,
  scope: ProgressScope,
  charge: Charge,
  from: Day,
) {
  const { rows } = await sql<FirstVisitCount & { week: Day }>`
    select monday_of(ended_on) as week, outcome, sum(visits)::int as visits
    from (
      select ended_on, outcome, count(*) as visits
      from ${firstVisitEnds(scope, charge, from, scope.asOf)} as first group by 1, 2
    ) as each_day group by 1, 2 order by 1, 2
  `.execute(db)
  return rows
}

/** Connectors that orders put in place, by the day of it and the day on which they were live. */
export async function readInstallations(
  db: Database,
  scope: ProgressScope,
  rung: LiveRung,
): Promise<Installation[]> {
  const { rows } = await sql<Installation>`
    select count(*)::int as connectors, installed_on as "installedOn", live_on as "liveOn"
    from ${installations(scope, rung)} as place group by 2, 3
  `.execute(db)
  return rows
}

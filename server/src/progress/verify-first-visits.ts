import type { Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** A first visit that is not kept as the history tells it; null is none. */
export interface FirstVisitDifference {
  orderId: Id<'WorkOrder'>
  told: string | null
  kept: string | null
}

/** The first visits as the history tells them, in the columns of `first_visit`. */
export const firstVisitsTold = sql`
  select w.id as order_id, w.program_id, w.charge, w.region, (least(e.occurred_at, e.recorded_at) at time zone s.time_zone)::date as ended_on,
    e.reason, e.recorded_at, again.recorded_at as reopened_at
  from (
    select distinct on (subject_id) subject_id, occurred_at, recorded_at, case kind when 'order.blocked' then payload ->> 'reason'
      else jsonb_path_query_first(payload, '$.ports[*] ? (@.outcome == "not_fitted").reason') #>> '{}' end as reason
    from event where kind in ('order.closed', 'order.blocked') order by subject_id, position
  ) as e
  join work_order w on w.id = e.subject_id join site s on s.id = w.site_id
  left join (
    select subject_id, min(recorded_at) as recorded_at from event where kind = 'order.reopened' group by 1
  ) as again on again.subject_id = w.id
`

/** Reads the first visits from the history and compares them with those kept. An empty list means that they agree. */
export async function verifyFirstVisits(db: Database): Promise<FirstVisitDifference[]> {
  const said = (visit: string) => sql`case when ${sql.ref(`${visit}.order_id`)} is not null
    then to_jsonb(${sql.ref(visit)})::text end`
  const { rows } = await sql<FirstVisitDifference>`
    select coalesce(told.order_id, kept.order_id) as "orderId", ${said('told')} as told, ${said('kept')} as kept
    from (${firstVisitsTold}) as told full join first_visit kept on kept.order_id = told.order_id
    where told is distinct from kept
  `.execute(db)
  return rows
}

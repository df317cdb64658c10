import type { Id } from '@changeover/shared/commands'
import type { Charge } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { regionsAre } from './repository.ts'
import { weeksAsOf } from './rollup-source.ts'
import type { ProgressScope } from './scope.ts'

/** Changes of the counts of orders by state and week, under its Monday, of one current; verified ones are done. */
export async function readStateChanges(db: Database, scope: ProgressScope, charge: Charge) {
  const { rows } = await sql<{ on: Day; state: string; amount: number }>`
    select week_on as "on",
      case measure when 'orders:verified' then 'done' else substr(measure, 8) end as state, sum(quantity)::int as amount
    from ${weeksAsOf(scope.asOf, scope.regions)} as r
    join milestone m on m.id = r.milestone_id join track t on t.id = m.track_id
    where measure like 'orders:%' and t.charge = ${charge}
      and (${scope.programId}::uuid is null or m.program_id = ${scope.programId})
    group by 1, 2 having sum(quantity) <> 0
  `.execute(db)
  return rows
}

/** Changes of the counts of connectors by standard and week, under its Monday, from the first on. */
export async function readConnectorChanges(db: Database, scope: ProgressScope) {
  const { rows } = await sql<{ on: Day; standard: string; amount: number }>`
    select week_on as "on", substr(measure, 12) as standard, sum(quantity)::int as amount
    from ${weeksAsOf(scope.asOf, scope.regions)} as r
    where milestone_id is null and measure like 'connectors:%'
    group by 1, 2 having sum(quantity) <> 0
  `.execute(db)
  return rows
}

/**
 * Spans in which orders were blocked, with their ports: from the event that blocked an order to the
 * next one that put it into another state. Read from the events, as the rollup keeps no reasons.
 */
export async function readBlocks(db: Database, scope: ProgressScope, from: Day) {
  const { rows } = await sql<{ reason: string; connectors: number; from: Day; until: Day | null }>`
    select e.payload ->> 'reason' as reason, w.port_count as connectors,
      (e.occurred_at at time zone s.time_zone)::date as "from",
      (lifted.occurred_at at time zone s.time_zone)::date as until
    from event e
    join work_order w on w.id = e.subject_id
    join site s on s.id = w.site_id
    left join lateral (
      select later.occurred_at from event later
      where later.subject_id = e.subject_id and later.position > e.position
        and later.payload ->> 'from' = 'blocked'
        and (later.recorded_at at time zone 'UTC')::date <= ${scope.asOf}
      order by later.position limit 1
    ) as lifted on true
    where e.kind = 'order.blocked' and (e.recorded_at at time zone 'UTC')::date <= ${scope.asOf}
      and (lifted.occurred_at is null or (lifted.occurred_at at time zone s.time_zone)::date >= ${from})
      and ${regionsAre(scope, sql.ref('w.region'))}
      and (${scope.programId}::uuid is null or w.program_id = ${scope.programId})
  `.execute(db)
  return rows
}

export interface KitBalance {
  kitTypeId: Id<'KitType'>
  name: string
  onHand: number
  receipts: { on: Day; amount: number }[]
  use: { on: Day; amount: number }[]
}

/** Kits on hand, what is promised, and what the orders that are not done will use; overdue ones tomorrow. */
export async function readKits(db: Database, scope: ProgressScope): Promise<KitBalance[]> {
  const { rows } = await sql<KitBalance>`
    select k.id as "kitTypeId", k.name,
      coalesce((
        select sum(m.quantity) from kit_movement m where m.kit_type_id = k.id and m.moved_on <= ${scope.asOf}
      ), 0)::int as "onHand",
      coalesce((
        select jsonb_agg(jsonb_build_object('on', r.due_on, 'amount', r.quantity)) from kit_receipt r
        where r.kit_type_id = k.id and r.due_on > ${scope.asOf} and r.deleted_at is null
      ), '[]') as receipts,
      coalesce((
        select jsonb_agg(jsonb_build_object('on', day, 'amount', kits)) from (
          select greatest(w.due_on, ${scope.asOf}::date + 1) as day, sum(w.port_count)::int as kits from work_order w
          where w.kit_type_id = k.id and w.done_on is null and w.state <> 'cancelled'
            and w.due_on is not null and w.deleted_at is null
          group by 1
        ) as planned
      ), '[]') as use
    from kit_type k where k.deleted_at is null and k.level <> 'HOME'
    order by k.name
  `.execute(db)
  return rows
}

/** Home kits by region with their days. */
export async function readHomeKits(db: Database, scope: ProgressScope) {
  const { rows } = await sql<{
    region: string
    orderedOn: Day
    shippedOn: Day | null
    installedOn: Day | null
  }>`
    select coalesce(region, 'unknown') as region, ordered_on as "orderedOn",
      case when shipped_on <= ${scope.asOf} then shipped_on end as "shippedOn",
      case when installed_on <= ${scope.asOf} then installed_on end as "installedOn"
    from home_kit_order where ordered_on <= ${scope.asOf} and ${regionsAre(scope)}
  `.execute(db)
  return rows
}

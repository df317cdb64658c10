import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** A cell of the rollup that does not say what the tables say. */
export interface RollupDifference {
  milestoneId: Id<'Milestone'> | null
  measure: string
  region: string
  level: string
  family: string
  /** Null where the measure is compared over all days. */
  occurredOn: Day | null
  expected: number
  counted: number
}

const standing = sql`c.removed_on is null and c.voided_command_id is null`
const living = sql`p.deleted_at is null and s.deleted_at is null and si.deleted_at is null`
const portCell = sql`si.region, coalesce(p.level, 'unknown') as level, coalesce(s.kit_family, 'unknown') as family`

/**
 * Recomputes progress from the ledger and the orders and compares it with the rollup, cell by cell:
 * what was done on each day, everything else as it stands. An empty list means
 * that they agree. Reads one snapshot, so it can run while work goes on.
 */
export function verifyRollup(db: Database): Promise<RollupDifference[]> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      await sql`set local statement_timeout = 0`.execute(tx)
      const { rows } = await sql<RollupDifference>`
        with expected as (
          ${networkCells} union all ${orderCells} union all ${homeCells}
        ), counted as (
          select milestone_id, measure, region, level, family,
            case when measure = 'done' then occurred_on end as occurred_on, quantity
          from rollup
        ), compared as (
          select milestone_id, measure, region, level, family, occurred_on,
            sum(expected)::int as expected, sum(counted)::int as counted
          from (
            select milestone_id, measure, region, level, family, occurred_on, quantity as expected, 0 as counted from expected
            union all
            select milestone_id, measure, region, level, family, occurred_on, 0, quantity from counted
          ) as both_sides
          group by 1, 2, 3, 4, 5, 6
        )
        select milestone_id as "milestoneId", measure, region, level, family, occurred_on as "occurredOn", expected, counted
        from compared where expected <> counted
        order by measure, region, level, family, occurred_on
      `.execute(tx)
      return rows
    })
}

const networkCells = sql`
  select null::uuid as milestone_id, 'ports' as measure, ${portCell}, null::date as occurred_on, 1 as quantity
  from port p join station s on s.id = p.station_id join site si on si.id = s.site_id where ${living}
  union all
  select null, 'ports_nacs', ${portCell}, null, 1
  from port p join station s on s.id = p.station_id join site si on si.id = s.site_id
  where ${living} and exists (select from connector c where c.port_id = p.id and c.standard = 'NACS' and ${standing})
  union all
  select null, 'connectors:' || c.standard, ${portCell}, null, 1
  from connector c join port p on p.id = c.port_id join station s on s.id = p.station_id join site si on si.id = s.site_id
  where ${living} and ${standing}
  union all
  select null, m.measure, region, level, 'unknown', null, 1
  from (
    select si.id, si.region, coalesce(p.level, 'unknown') as level,
      bool_or(exists (select from connector c where c.port_id = p.id and c.standard = 'NACS' and ${standing})) as has_nacs
    from port p join station s on s.id = p.station_id join site si on si.id = s.site_id
    where ${living} group by 1, 2, 3
  ) as site_level
  cross join lateral (values ('sites', true), ('sites_nacs', has_nacs)) as m(measure, holds)
  where m.holds
`

const orderCells = sql`
  select w.milestone_id, 'orders:' || w.state, w.region,
    case w.charge when 'AC' then 'L2' else w.charge end, coalesce(k.family, 'unknown'), null::date, 1
  from work_order w left join kit_type k on k.id = w.kit_type_id where w.deleted_at is null
  union all
  select w.milestone_id, 'scope', ${portCell}, null, 1
  from work_order_port wp join work_order w on w.id = wp.order_id
  join port p on p.id = wp.port_id join station s on s.id = p.station_id join site si on si.id = s.site_id
  where wp.outcome <> 'cancelled' and w.deleted_at is null
  union all
  select w.milestone_id, 'planned', ${portCell}, null, 1
  from work_order_port wp join work_order w on w.id = wp.order_id
  join port p on p.id = wp.port_id join station s on s.id = p.station_id join site si on si.id = s.site_id
  where wp.outcome in ('open', 'fitted') and w.scheduled_on is not null and w.deleted_at is null
  union all
  select w.milestone_id, 'done', ${portCell}, c.installed_on, 1
  from work_order_port wp join work_order w on w.id = wp.order_id join connector c on c.id = wp.connector_id
  join port p on p.id = wp.port_id join station s on s.id = p.station_id join site si on si.id = s.site_id
  where wp.outcome = 'fitted' and c.voided_command_id is null
  union all
  select w.milestone_id, 'rung:' || g.rung, ${portCell}, null, 1
  from connector_rung g join connector c on c.id = g.connector_id join work_order w on w.id = c.installed_order_id
  join port p on p.id = c.port_id join station s on s.id = p.station_id join site si on si.id = s.site_id
  union all
  select m.id, 'exceptions', ${portCell}, null, 1
  from order_exception e
  join milestone m on m.track_id = e.track_id
  join port p on p.id = e.port_id join station s on s.id = p.station_id join site si on si.id = s.site_id
  where e.resolved_on is null
`

const homeCells = sql`
  select m.id, measure, coalesce(h.region, 'unknown'), 'HOME', coalesce(k.family, 'unknown'), occurred_on, 1
  from home_kit_order h
  left join kit_type k on k.code = h.kit_type
  cross join (
    select min(m.id::text)::uuid as id from milestone m join track t on t.id = m.track_id where t.charge = 'HOME'
  ) as m
  cross join lateral (values ('scope', null::date, true), ('done', h.installed_on, h.installed_on is not null))
    as counted(measure, occurred_on, holds)
  where holds and m.id is not null
`

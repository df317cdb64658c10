import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import {
  doneCells,
  exceptionCells,
  homeCells,
  dayMoveCells,
  moveCells,
  plannedCells,
  rungCells,
  scopeCells,
} from './verify-orders.ts'

/** A cell of the rollup that does not say what the tables say. */
export interface RollupDifference {
  milestoneId: Id<'Milestone'> | null
  measure: string
  region: string
  level: string
  family: string
  /** Null where the measure is compared over all days. */
  occurredOn: Day | null
  /** The day on which it became known; null where it is compared over all of them. */
  recordedOn: Day | null
  expected: number
  counted: number
}

const standing = sql`c.removed_on is null and c.voided_command_id is null`
const living = sql`p.deleted_at is null and s.deleted_at is null and si.deleted_at is null`
const portCell = sql`si.region, coalesce(p.level, 'unknown') as level, coalesce(s.kit_family, 'unknown') as family`

/**
 * Recomputes progress from the ledger, the orders and the history, and compares it with the rollup, row for
 * row: orders by state, orders moved and ports done by the day they happened and the day they became known, ports planned
 * by the day they are planned for, everything else as it stands. Home kits become known with their file. An
 * empty list means that they agree. Reads one snapshot, so it can run while work goes on.
 */
export function verifyRollup(db: Database): Promise<RollupDifference[]> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      await sql`set local statement_timeout = 0`.execute(tx)
      const { rows } = await sql<RollupDifference>`
        with expected as (
          ${networkCells} union all ${moveCells} union all ${dayMoveCells} union all ${scopeCells} union all ${plannedCells}
          union all ${doneCells} union all ${exceptionCells} union all ${rungCells} union all ${homeCells}
        ), counted as (
          select milestone_id, measure, region, level, family,
            case when measure in ('done', 'planned', 'moved') or measure like 'orders:%' then occurred_on end as occurred_on,
            case when (measure = 'done' and level <> 'HOME') or measure = 'moved' or measure like 'orders:%' then recorded_on end as recorded_on, quantity
          from rollup
        ), compared as (
          select milestone_id, measure, region, level, family, occurred_on, recorded_on,
            sum(expected)::int as expected, sum(counted)::int as counted
          from (
            select milestone_id, measure, region, level, family, occurred_on, recorded_on, quantity as expected, 0 as counted from expected
            union all
            select milestone_id, measure, region, level, family, occurred_on, recorded_on, 0, quantity from counted
          ) as both_sides
          group by 1, 2, 3, 4, 5, 6, 7
        )
        select milestone_id as "milestoneId", measure, region, level, family, occurred_on as "occurredOn",
          recorded_on as "recordedOn", expected, counted
        from compared where expected <> counted
        order by measure, region, level, family, occurred_on, recorded_on
      `.execute(tx)
      return rows
    })
}

const networkCells = sql`
  select null::uuid as milestone_id, 'ports' as measure, ${portCell}, null::date as occurred_on, null::date as recorded_on, 1 as quantity
  from port p join station s on s.id = p.station_id join site si on si.id = s.site_id where ${living}
  union all
  select null, 'ports_nacs', ${portCell}, null, null, 1
  from port p join station s on s.id = p.station_id join site si on si.id = s.site_id
  where ${living} and exists (select from connector c where c.port_id = p.id and c.standard = 'NACS' and ${standing})
  union all
  select null, 'connectors:' || c.standard, ${portCell}, null, null, 1
  from connector c join port p on p.id = c.port_id join station s on s.id = p.station_id join site si on si.id = s.site_id
  where ${living} and ${standing}
  union all
  select null, m.measure, region, level, 'unknown', null, null, 1
  from (
    select si.id, si.region, coalesce(p.level, 'unknown') as level,
      bool_or(exists (select from connector c where c.port_id = p.id and c.standard = 'NACS' and ${standing})) as has_nacs
    from port p join station s on s.id = p.station_id join site si on si.id = s.site_id
    where ${living} group by 1, 2, 3
  ) as site_level
  cross join lateral (values ('sites', true), ('sites_nacs', has_nacs)) as m(measure, holds)
  where m.holds
`

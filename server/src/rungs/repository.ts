import type { Id } from '@changeover/shared/commands'
import type { Rung } from '@changeover/shared/network'
import { impliedRungs } from '@changeover/shared/orders'
import type { RollupLevel } from '@changeover/shared/rollup'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'

export type RungSource = 'hand' | 'ocpi' | 'public_list' | 'api'

/** A fitted connector with the day on which it reached a rung. */
export interface Climb {
  connectorId: Id<'Connector'>
  on: Day
}

interface Counted {
  milestoneId: Id<'Milestone'> | null
  orderId: Id<'WorkOrder'> | null
  siteId: Id<'Site'>
  region: string
  level: RollupLevel | null
  family: string | null
  rung: Rung
  on: Day
  connectors: number
}

/**
 * Writes rungs that are not there yet, with those they imply, counts them and tells the screens.
 * @returns the connectors that climbed.
 */
export async function writeRungs(
  work: UnitOfWork,
  rung: Rung,
  climbs: readonly Climb[],
  source: RungSource,
): Promise<number> {
  if (climbs.length === 0) return 0
  const { rows } = await sql<Counted>`
    with reached as (
      insert into connector_rung (connector_id, rung, reached_on, command_id, source, recorded_on)
      select k.connector_id, r.rung, min(k.on_day), ${work.commandId}::uuid, ${source}, ${work.recordedOn}::date
      from unnest(${climbs.map(({ connectorId }) => connectorId)}::uuid[], ${climbs.map(({ on }) => on)}::date[]) as k(connector_id, on_day)
      cross join unnest(${[...impliedRungs(rung)]}::text[]) as r(rung)
      group by 1, 2 on conflict do nothing returning connector_id, rung, reached_on
    )
    select ${counted(sql`reached`)}
  `.execute(work.tx)
  tell(work, rows, 1)
  return rows.filter((row) => row.rung === rung).reduce((sum, row) => sum + row.connectors, 0)
}

/** Takes a rung of connectors away again. @returns how many had it. */
export async function deleteRungs(
  work: UnitOfWork,
  rung: Rung,
  connectorIds: readonly Id<'Connector'>[],
): Promise<number> {
  const { rows } = await sql<Counted>`
    with gone as (
      delete from connector_rung where connector_id = any (${[...connectorIds]}::uuid[]) and rung = ${rung}
      returning connector_id, rung, reached_on
    )
    select ${counted(sql`gone`)}
  `.execute(work.tx)
  tell(work, rows, -1)
  return rows.reduce((sum, row) => sum + row.connectors, 0)
}

/** What rows of (connector_id, rung, reached_on) mean for progress: a connector counts for the order that fitted it. */
function counted(table: ReturnType<typeof sql>) {
  return sql`w.milestone_id, w.id as order_id, s.site_id, t.region, p.level, s.kit_family as family, r.rung,
      r.reached_on as "on", count(*)::integer as connectors
    from ${table} r join connector c on c.id = r.connector_id join port p on p.id = c.port_id
    join station s on s.id = p.station_id join site t on t.id = s.site_id
    left join work_order w on w.id = c.installed_order_id group by 1, 2, 3, 4, 5, 6, 7, 8`
}

const TOPICS_AT_MOST = 100

function tell(work: UnitOfWork, rows: readonly Counted[], sign: 1 | -1): void {
  for (const { milestoneId, region, level, family, rung, on, connectors } of rows)
    if (milestoneId)
      work.count({
        occurredOn: on,
        milestoneId,
        region,
        level: level ?? 'unknown',
        family: family ?? 'unknown',
        measure: `rung:${rung}`,
        quantity: sign * connectors,
      })
  if (rows.length === 0) return
  work.stale('progress')
  for (const { orderId, siteId } of rows.slice(0, TOPICS_AT_MOST))
    work.stale(`site:${siteId}`, ...(orderId ? [`order:${orderId}`] : []))
}

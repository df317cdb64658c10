import { sql, type RawBuilder } from 'kysely'
import type { Charge, Scope } from '@changeover/shared/program'
import type { Database, DatabaseTransaction } from '../db/database.ts'
import { saysAt } from '../network/index.ts'

/** What of a track decides which ports it is about. */
export interface ScopeTrack {
  charge: Charge
  addsStandard: string | null
}

/**
 * The SQL of a scope: ports `p` of stations `s` at sites `t` that the goal is about and that lack
 * the track's standard. A port of unknown level belongs to the track that its plugs speak for, and
 * to AC when nothing speaks: it will be a named exception there.
 */
export function milestoneCondition(track: ScopeTrack, scope: Scope): RawBuilder<boolean> {
  const hasDcPlug = sql`exists (select from connector d where d.port_id = p.id and d.standard in ('CCS1', 'CCS2', 'CHADEMO', 'MCS')
    and d.removed_on is null and d.voided_command_id is null)`
  const conditions = [
    sql`p.deleted_at is null and s.deleted_at is null and t.deleted_at is null`,
    track.charge === 'DC'
      ? sql`(p.level = 'DC' or (p.level is null and ${hasDcPlug}))`
      : sql`(p.level in ('L1', 'L2') or (p.level is null and not ${hasDcPlug}))`,
    sql`not exists (select from connector n where n.port_id = p.id and n.standard = ${track.addsStandard}
      and n.removed_on is null and n.voided_command_id is null)`,
  ]
  if (scope.regions) conditions.push(sql`t.region = any (${scope.regions}::text[])`)
  if (scope.families) conditions.push(sql`s.kit_family = any (${scope.families}::text[])`)
  if (scope.networks) conditions.push(sql`s.network = any (${scope.networks}::text[])`)
  if (scope.isFunded !== null) conditions.push(sql`p.is_funded = ${scope.isFunded}`)
  if (scope.search) conditions.push(saysAt(sql`t.id`, scope.search, [sql`t.search`]))
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`
}

/** How many ports and sites the goal is about today. Home kits are counted as orders that are not installed. */
export async function countScope(
  db: Database | DatabaseTransaction,
  track: ScopeTrack,
  scope: Scope,
): Promise<{ ports: number; sites: number }> {
  const { rows } =
    track.charge === 'HOME'
      ? await sql<{ ports: number; sites: number }>`
          select count(*) as ports, 0 as sites from home_kit_order where installed_on is null`.execute(
          db,
        )
      : await sql<{ ports: number; sites: number }>`
          select count(*) as ports, count(distinct s.site_id) as sites
          from port p join station s on s.id = p.station_id join site t on t.id = s.site_id
          where ${milestoneCondition(track, scope)}`.execute(db)
  return rows[0]
}

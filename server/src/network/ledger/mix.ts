import type { Actor } from '@changeover/shared/accounts'
import { standards, type Mix, type Standard } from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { visibleTo } from '../scope.ts'

interface MixAsked {
  on: Day
  since?: Day | null | undefined
  regions?: readonly string[] | null | undefined
}

interface Cell {
  standard: Standard
  region: string
  ac: number
  dc: number
  unknown: number
  acBefore: number
  dcBefore: number
  unknownBefore: number
  lost: number
}

/**
 * What stood in some regions at the end of a day, by standard, from the ledger in one query. An
 * entry without a day of installation counts from the day its station opened, or was first seen:
 * the same rule by which the rollup draws the mix over time.
 */
export async function mixOn(db: Database, actor: Actor, asked: MixAsked): Promise<Mix> {
  const { on, since = null, regions = null } = asked
  const scope = sql`site.deleted_at is null and ${visibleTo(actor)}
    and (${regions === null} or site.region = any(${regions ?? []}::text[]))`
  const stood = (day: Day | null) =>
    sql`since <= ${day}::date and (removed_on is null or removed_on > ${day}::date)`
  const { rows } = await sql<Cell>`
    with entry as (
      select c.standard, site.region, p.level, c.removed_on,
        coalesce(c.installed_on, s.opened_on, s.first_seen_on) as since
      from connector c
      join port p on p.id = c.port_id and p.deleted_at is null
      join station s on s.id = p.station_id and s.deleted_at is null
      join site on site.id = s.site_id
      where c.voided_command_id is null and ${scope}
    )
    select standard, region,
      count(*) filter (where level in ('L1', 'L2') and ${stood(on)})::integer as ac,
      count(*) filter (where level = 'DC' and ${stood(on)})::integer as dc,
      count(*) filter (where level is null and ${stood(on)})::integer as unknown,
      count(*) filter (where level in ('L1', 'L2') and ${stood(since)})::integer as ac_before,
      count(*) filter (where level = 'DC' and ${stood(since)})::integer as dc_before,
      count(*) filter (where level is null and ${stood(since)})::integer as unknown_before,
      count(*) filter (where removed_on <= ${on}::date)::integer as lost
    from entry group by 1, 2
  `.execute(db)
  const atStake = await sql<{ region: string; atStake: number }>`
    select site.region, count(*)::integer as at_stake
    from work_order_port x
    join work_order w on w.id = x.order_id and w.deleted_at is null
    join kit_type k on k.id = x.kit_type_id and k.removes_standard = 'CHADEMO'
    join site on site.id = w.site_id
    where x.outcome = 'open' and w.state not in ('done', 'verified', 'cancelled') and ${scope}
      and exists (select from connector c where c.port_id = x.port_id and c.standard = 'CHADEMO'
        and c.removed_on is null and c.voided_command_id is null)
    group by 1
  `.execute(db)
  return {
    on,
    since,
    standards: standardsOf(rows, since !== null),
    chademo: chademoOf(rows, new Map(atStake.rows.map((row) => [row.region, row.atStake]))),
  }
}

function standardsOf(rows: readonly Cell[], isCompared: boolean): Mix['standards'] {
  const cells = Map.groupBy(rows, ({ standard }) => standard)
  return standards.flatMap((standard) => {
    const own = cells.get(standard) ?? []
    const sum = (key: keyof Omit<Cell, 'standard' | 'region'>) =>
      own.reduce((total, cell) => total + cell[key], 0)
    const counts = { ac: sum('ac'), dc: sum('dc'), unknown: sum('unknown') }
    const before = { ac: sum('acBefore'), dc: sum('dcBefore'), unknown: sum('unknownBefore') }
    const isThere = [counts, before].some(({ ac, dc, unknown }) => ac + dc + unknown > 0)
    return isThere ? [{ standard, counts, before: isCompared ? before : null }] : []
  })
}

function chademoOf(rows: readonly Cell[], atStake: ReadonlyMap<string, number>): Mix['chademo'] {
  return rows
    .filter(({ standard }) => standard === 'CHADEMO')
    .map(({ region, ac, dc, unknown, lost }) => ({
      region,
      standing: ac + dc + unknown,
      lost,
      atStake: atStake.get(region) ?? 0,
    }))
    .filter(({ standing, lost }) => standing + lost > 0)
    .toSorted((a, b) => b.lost - a.lost || b.atStake - a.atStake || b.standing - a.standing)
}

import type { Actor } from '@changeover/shared/accounts'
import { standards, type Mix, type Standard } from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../db/database.ts'
import { regionCondition } from '../../accounts/index.ts'

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
}

interface RegionCount {
  region: string
  count: number
}

/**
 * What stood in some regions at the end of a day, by standard, as the rollup counts it: the same sums of
 * which the mix over time is drawn. What went is told by the ledger, which has it by the day.
 */
export async function mixOn(db: Database, actor: Actor, asked: MixAsked): Promise<Mix> {
  const { on, since = null, regions = null } = asked
  const inRegions = (column: string) =>
    sql`${regionCondition(actor, column)} and (${regions === null} or ${sql.ref(column)} = any(${regions ?? []}::text[]))`
  const scope = sql`site.deleted_at is null and ${inRegions('site.region')}`
  const measures = standards.map((standard) => `connectors:${standard}`)
  const isCounted = sql`milestone_id is null and measure = any(${measures}::text[]) and ${inRegions('region')}`
  const sumOf = (levels: RawBuilder<unknown>, column: 'quantity' | 'before') =>
    sql`coalesce(sum(${sql.ref(column)}) filter (where ${levels}), 0)::integer`
  const [isAc, isDc, isUnknown] = [
    sql`level in ('L1', 'L2')`,
    sql`level = 'DC'`,
    sql`level = 'unknown'`,
  ]
  // All that is known now, without what happened after the days: so what lies long ago is not read.
  const cells = sql<Cell>`
    select split_part(measure, ':', 2) as standard, region,
      ${sumOf(isAc, 'quantity')} as ac, ${sumOf(isDc, 'quantity')} as dc, ${sumOf(isUnknown, 'quantity')} as unknown,
      ${sumOf(isAc, 'before')} as ac_before, ${sumOf(isDc, 'before')} as dc_before, ${sumOf(isUnknown, 'before')} as unknown_before
    from (
      select measure, region, level, quantity, quantity as before from rollup_now where ${isCounted}
      union all
      select measure, region, level, case when occurred_on > ${on} then -quantity else 0 end,
        case when occurred_on > ${since ?? on} then -quantity else 0 end
      from rollup where ${isCounted} and occurred_on > least(${on}::date, ${since}::date)
    ) as part group by 1, 2
  `.execute(db)
  const lost = sql<RegionCount>`
    select site.region, count(*)::integer as count
    from connector c join port p on p.id = c.port_id and p.deleted_at is null
    join station s on s.id = p.station_id and s.deleted_at is null join site on site.id = s.site_id
    where c.standard = 'CHADEMO' and c.voided_command_id is null and c.removed_on <= ${on}::date and ${scope}
    group by 1
  `.execute(db)
  const atStake = sql<RegionCount>`
    select site.region, count(*)::integer as count
    from work_order_port x
    join work_order w on w.id = x.order_id and w.deleted_at is null
    join kit_type k on k.id = x.kit_type_id and k.removes_standard = 'CHADEMO'
    join site on site.id = w.site_id
    where x.outcome = 'open' and w.state not in ('done', 'verified', 'cancelled') and ${scope}
      and exists (select from connector c where c.port_id = x.port_id and c.standard = 'CHADEMO'
        and c.removed_on is null and c.voided_command_id is null)
    group by 1
  `.execute(db)
  const { rows } = await cells
  return {
    on,
    since,
    standards: standardsOf(rows, since !== null),
    chademo: chademoOf(rows, byRegion((await lost).rows), byRegion((await atStake).rows)),
  }
}

function byRegion(rows: readonly RegionCount[]): ReadonlyMap<string, number> {
  return new Map(rows.map(({ region, count }) => [region, count]))
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

function chademoOf(
  rows: readonly Cell[],
  lost: ReadonlyMap<string, number>,
  atStake: ReadonlyMap<string, number>,
): Mix['chademo'] {
  const own = rows.filter(({ standard }) => standard === 'CHADEMO')
  const standing = new Map(own.map(({ region, ac, dc, unknown }) => [region, ac + dc + unknown]))
  return [...new Set([...standing.keys(), ...lost.keys()])]
    .map((region) => ({
      region,
      standing: standing.get(region) ?? 0,
      lost: lost.get(region) ?? 0,
      atStake: atStake.get(region) ?? 0,
    }))
    .filter(({ standing: stands, lost: went }) => stands + went > 0)
    .toSorted((a, b) => b.lost - a.lost || b.atStake - a.atStake || b.standing - a.standing)
}

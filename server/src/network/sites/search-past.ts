import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { isAfter, rowThen, tableThen, wasLater } from '../../past/index.ts'
import { movedSince } from './moved.ts'
import { patternsOf, sitesFoundBy } from './search.ts'

/**
 * Whether a search finds `site` (as it was, of `stockOn`, with its `moved`) by what was said of it at the
 * end of a past day. Sites of which nothing was renamed since are looked up in today's index; the few
 * others, and those whose stations came or went, are read as they were.
 */
export function foundThen(day: Day, search: string): RawBuilder<SqlBool> {
  const patterns = patternsOf(search)
  const all = sql.join(
    [sql`true`, ...patterns.map((pattern) => sql`said.document like ${pattern}`)],
    sql` and `,
  )
  return sql<SqlBool>`case when site.id in (${changedSites(day)})
    then (select ${all} from (select ${documentThen(day)} as document) as said)
    else site.id in (${sitesFoundBy(search)}) end`
}

/** Sites whose document may have been another one. */
function changedSites(day: Day): RawBuilder<unknown> {
  const later = isAfter(day, sql`k.until`)
  return sql`
    select k.subject_id from earlier_value k where k.subject_kind = 'site' and ${later}
    union select s.site_id from earlier_value k join station s on s.id = k.subject_id where k.subject_kind = 'station' and ${later}
    union select s.site_id from station s where ${isAfter(day, sql`s.deleted_at`)}
    union select s.site_id from station s join event e on e.command_id = s.created_command_id and e.ordinal = 0
      where ${isAfter(day, sql`e.recorded_at`)}
    union select moved.site_id from moved
    union select s.site_id from moved join station s on s.id = moved.station_id`
}

/** As the database makes it of today's rows (`find_sites_anew` in `0033_quick_search.ts`). */
function documentThen(day: Day): RawBuilder<unknown> {
  return sql`' ' || lower(concat_ws(' ', site.name, site.street, site.city, site.region, site.postal_code)) || coalesce((
    select string_agg(E'\n ' || lower(concat_ws(' ', was.name, x.source_id, was.serial)), '' order by x.id)
    from station x left join moved on moved.station_id = x.id
    cross join lateral ${rowThen('station', 'x', sql`x.id`, day)} as was
    where coalesce(moved.site_id, x.site_id) = site.id and not ${wasLater(day, 'x.created_command_id')}
      and (x.deleted_at is null or ${isAfter(day, sql`x.deleted_at`)})
  ), '')`
}

/** The ids of the sites that a search finds by what was said of them at the end of a past day. */
export function sitesFoundThen(day: Day, search: string): RawBuilder<unknown> {
  return sql`${movedSince(day)} select site.id from ${tableThen('site', day)} site where ${foundThen(day, search)}`
}

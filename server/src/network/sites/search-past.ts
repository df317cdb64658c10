import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { isAfter, rowThen, tableThen } from '../../past/index.ts'
import { movedSince, wasThere } from './moved.ts'
import { patternsOf, sitesFoundBy } from './search.ts'

/**
 * The sites that a search finds by what was said of them at the end of a past day: the query's `found`, after
 * `movedSince`. Sites of which nothing was renamed since are looked up in today's index; the few others, and
 * those whose stations came or went, are read as they were.
 */
export function foundOn(day: Day, search: string): RawBuilder<unknown> {
  const patterns = patternsOf(search)
  const all = sql.join(
    [sql`true`, ...patterns.map((pattern) => sql`said.document like ${pattern}`)],
    sql` and `,
  )
  // The few are read before their documents are made, or one would be made for every site.
  return sql`renamed as materialized (${changedSites(day)}), called as materialized (
    select site.* from ${tableThen('site', day)} site where site.id = any (array(select renamed.site_id from renamed))
  ), found as materialized (
    select now.site_id from (${sitesFoundBy(search)}) as now where now.site_id not in (select renamed.site_id from renamed)
    union all
    select site.id from called site cross join lateral (select ${documentThen(day)} as document) as said where ${all}
  )`
}

/** Sites whose document may have been another one. */
function changedSites(day: Day): RawBuilder<unknown> {
  const later = isAfter(day, sql`k.until`)
  return sql`
    select k.subject_id as site_id from earlier_value k where k.subject_kind = 'site' and ${later}
    union select s.site_id from earlier_value k join station s on s.id = k.subject_id where k.subject_kind = 'station' and ${later}
    union select s.site_id from station s where ${isAfter(day, sql`s.deleted_at`)}
    union select s.site_id from station s where s.created_command_id = any (array(select newcomer.command_id from newcomer))
    union select moved.site_id from moved
    union select s.site_id from moved join station s on s.id = moved.station_id`
}

/** As the database makes it of today's rows (`find_sites_anew` in `0033_quick_search.ts`). */
function documentThen(day: Day): RawBuilder<unknown> {
  return sql`' ' || lower(concat_ws(' ', site.name, site.street, site.city, site.region, site.postal_code)) || coalesce((
    select string_agg(E'\n ' || lower(concat_ws(' ', was.name, x.source_id, was.serial)), '' order by x.id)
    from (
      select own.id from station own where own.site_id = site.id union select moved.station_id from moved where moved.site_id = site.id
    ) as part join station x on x.id = part.id left join moved on moved.station_id = x.id
    cross join lateral ${rowThen('station', 'x', sql`x.id`, day)} as was
    where coalesce(moved.site_id, x.site_id) = site.id and ${wasThere(day, 'x')}
  ), '')`
}

/** The ids of the sites that a search finds by what was said of them at the end of a past day. */
export function sitesFoundThen(day: Day, search: string): RawBuilder<unknown> {
  return sql`${movedSince(day)}, ${foundOn(day, search)} select found.site_id from found`
}

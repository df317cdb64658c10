import { areaTypesBy, WEEKDAYS } from '@changeover/shared/planning'
import { sql } from 'kysely'
import { regionCondition } from '../../../accounts/index.ts'
import { idsOf, keptRows, orNull, removedIds, type InputStore } from '../store.ts'
import { locateSites, siteCells, type SiteNames } from './locate-sites.ts'
import { joinThen, tableThen } from '../../../past/index.ts'

type AccessRow = SiteNames & {
  lat: number | null
  lon: number | null
  opens: string | null
  closes: string | null
  weekdays: number[] | null
  areaType: string | null
}

/** When work may begin at a site, and how built-up its surroundings are. Sites without a row are always open. */
export const access: InputStore = {
  isKeyedById: true,

  async read(db, wish) {
    const { rows } = await sql<AccessRow>`
      select s.id, s.name, s.city, s.region, s.lat, s.lon, to_char(a.opens_at, 'HH24:MI') as opens,
        to_char(a.closes_at, 'HH24:MI') as closes, a.weekdays, a.area_type
      from ${tableThen('site_access', wish.asOf)} a ${joinThen('site', 's', sql`a.site_id`, wish.asOf)}
      where a.deleted_at is null and s.deleted_at is null and ${regionCondition(wish.actor, 's.region')}
        and (${idsOf(wish)}::uuid[] is null or s.id = any (${idsOf(wish)}::uuid[]))
      order by s.name, s.id
    `.execute(db)
    const places = await sql<{ latitude: number; longitude: number }>`
      select lat as latitude, lon as longitude from ${tableThen('site', wish.asOf)} site
      where deleted_at is null and lat is not null and lon is not null and ${rows.length > 0}
    `.execute(db)
    const areaOf = areaTypesBy(places.rows)
    return rows.map((row) => ({
      id: row.id,
      cells: {
        ...siteCells(row),
        opens: row.opens ?? '',
        closes: row.closes ?? '',
        weekdays: (row.weekdays ?? []).map((weekday) => WEEKDAYS[weekday - 1]).join(' '),
        area: row.areaType ?? '',
        areaGuess:
          row.lat === null || row.lon === null
            ? ''
            : areaOf({ latitude: row.lat, longitude: row.lon }),
      },
      regions: [row.region],
    }))
  },

  regionsOf: (cells) => (cells.region ? [cells.region] : []),
  locate: locateSites,

  async write(work, changes) {
    const rows = keptRows(changes, ({ opens, closes, weekdays, area }) => ({
      opens_at: orNull(opens),
      closes_at: orNull(closes),
      weekdays: weekdays ? weekdayNumbers(weekdays) : null,
      area_type: orNull(area),
    }))
    await sql`
      insert into site_access (site_id, opens_at, closes_at, weekdays, area_type)
      select r.* from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, opens_at time, closes_at time, weekdays smallint[],
        area_type text)
      on conflict (site_id) do update set opens_at = excluded.opens_at, closes_at = excluded.closes_at,
        weekdays = excluded.weekdays, area_type = excluded.area_type, version = site_access.version + 1, deleted_at = null
    `.execute(work.tx)
    await sql`
      update site_access set deleted_at = now(), version = version + 1 where site_id = any (${removedIds(changes)}::uuid[])
    `.execute(work.tx)
  },
}

function weekdayNumbers(cell: string): number[] {
  return WEEKDAYS.flatMap((day, index) => (cell.split(' ').includes(day) ? [index + 1] : []))
}

import { splitNames, WEEKDAYS, type Cells } from '@changeover/shared/planning'
import { sql } from 'kysely'
import { regionCondition } from '../../../accounts/index.ts'
import { idOf, idsOfNames } from '../names.ts'
import {
  idsOf,
  keptRows,
  orNull,
  removedIds,
  type InputStore,
  type Reader,
  type ReadWish,
  type StoredRow,
} from '../store.ts'
import { tableThen } from '../../../past/index.ts'

interface CrewRow {
  id: StoredRow['id']
  name: string
  territory: string | null
  alsoIn: string[]
  skills: string[]
  region: string
  calendarRegion: string | null
  timeZone: string
  homeLat: number | null
  homeLon: number | null
  /** By ISO weekday, `08:00-16:30`. */
  shifts: Record<string, string>
}

/** Who works where, on what, and in which shifts. */
export const crews: InputStore = {
  read: async (db, wish) => (await readCrews(db, wish)).map(toRow),

  regionsOf: (cells) => (cells.region ? [cells.region] : []),

  async write(work, changes, names) {
    const rows = keptRows(changes, (cells) => ({
      name: cells.crew,
      territory_id: idOf(names.territories, cells.territory),
      also_territory_ids: idsOfNames(names.territories, cells.alsoIn),
      skills: splitNames(cells.skills ?? ''),
      region: cells.region,
      calendar_region: orNull(cells.holidaysOf),
      time_zone: cells.timeZone,
      home_lat: orNull(cells.homeLat),
      home_lon: orNull(cells.homeLon),
    }))
    await sql`
      insert into crew (id, name, territory_id, also_territory_ids, skills, region, calendar_region, time_zone, home_lat, home_lon)
      select r.* from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, name text, territory_id uuid, also_territory_ids uuid[],
        skills text[], region text, calendar_region text, time_zone text, home_lat float8, home_lon float8)
      on conflict (id) do update set name = excluded.name, territory_id = excluded.territory_id,
        also_territory_ids = excluded.also_territory_ids, skills = excluded.skills, region = excluded.region,
        calendar_region = excluded.calendar_region, time_zone = excluded.time_zone, home_lat = excluded.home_lat,
        home_lon = excluded.home_lon, version = crew.version + 1, deleted_at = null
    `.execute(work.tx)
    await sql`
      update crew set deleted_at = now(), version = version + 1 where id = any (${removedIds(changes)}::uuid[])
    `.execute(work.tx)
    await sql`delete from crew_shift where crew_id = any (${changes.map(({ id }) => id)}::uuid[])`.execute(
      work.tx,
    )
    await sql`
      insert into crew_shift (crew_id, weekday, starts_at, ends_at)
      select r.crew_id, r.weekday, r.starts_at, r.ends_at
      from jsonb_to_recordset(${JSON.stringify(changes.flatMap(({ id, after }) => shiftsOf(id, after)))}::jsonb)
        as r(crew_id uuid, weekday smallint, starts_at time, ends_at time)
    `.execute(work.tx)
    work.stale('crews')
  },

  async inUse(db, ids) {
    const { rows } = await sql<{ id: string }>`
      select c.id from crew c where c.id = any (${[...ids]}::uuid[]) and exists (
        select from work_order w where w.crew_id = c.id and w.deleted_at is null
          and w.state in ('scheduled', 'dispatched', 'en_route', 'on_site', 'in_progress'))
    `.execute(db)
    return new Set(rows.map(({ id }) => id))
  },
}

async function readCrews(db: Reader, wish: ReadWish): Promise<CrewRow[]> {
  const { rows } = await sql<CrewRow>`
    select c.id, c.name, t.name as territory, c.skills, c.region, c.calendar_region, c.time_zone, c.home_lat, c.home_lon,
      array(select o.name from ${tableThen('territory', wish.asOf)} o where o.id = any (c.also_territory_ids) order by o.name) as also_in,
      coalesce((
        select jsonb_object_agg(s.weekday, to_char(s.starts_at, 'HH24:MI') || '-' || to_char(s.ends_at, 'HH24:MI'))
        from ${tableThen('crew_shift', wish.asOf)} s where s.crew_id = c.id
      ), '{}') as shifts
    from ${tableThen('crew', wish.asOf)} c left join ${tableThen('territory', wish.asOf)} t on t.id = c.territory_id
    where c.deleted_at is null and ${regionCondition(wish.actor, 'c.region')}
      and (${idsOf(wish)}::uuid[] is null or c.id = any (${idsOf(wish)}::uuid[]))
    order by c.name
  `.execute(db)
  return rows
}

function toRow(crew: CrewRow): StoredRow {
  return {
    id: crew.id,
    regions: [crew.region],
    cells: {
      crew: crew.name,
      territory: crew.territory ?? '',
      alsoIn: crew.alsoIn.join('; '),
      skills: crew.skills.join('; '),
      region: crew.region,
      ...Object.fromEntries(
        WEEKDAYS.map((day, index) => [day, crew.shifts[String(index + 1)] ?? '']),
      ),
      holidaysOf: crew.calendarRegion ?? '',
      timeZone: crew.timeZone,
      homeLat: String(crew.homeLat ?? ''),
      homeLon: String(crew.homeLon ?? ''),
    },
  }
}

function shiftsOf(crewId: string, cells: Cells | null) {
  return WEEKDAYS.flatMap((day, index) => {
    const shift = cells?.[day]
    if (!shift) return []
    const [startsAt, endsAt] = shift.split('-')
    return [{ crew_id: crewId, weekday: index + 1, starts_at: startsAt, ends_at: endsAt }]
  })
}

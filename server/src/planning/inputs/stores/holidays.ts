import { addDays, parseDay, type Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { regionCondition } from '../../../accounts/index.ts'
import { calendarBy } from '../calendar.ts'
import { derivedId } from '../derived-id.ts'
import { publicHolidays } from '../holidays.ts'
import { idsOf, type InputStore, type Reader, type ReadWish, type StoreChange } from '../store.ts'
import { tableThen } from '../../../past/index.ts'

/** Public holidays are shown so far back and ahead. */
const BACK_DAYS = 31
const AHEAD_DAYS = 400

/**
 * The calendars of the regions that crews keep: public holidays, and what the organisation does
 * otherwise. A row that is removed goes back to the public calendar.
 */
export const holidays: InputStore = {
  isKeyedById: true,

  async read(db, wish) {
    const from = addDays(wish.today, -BACK_DAYS)
    const to = addDays(wish.today, AHEAD_DAYS)
    const overrides = await readOverrides(db, wish)
    const calendarOf = calendarBy(overrides)
    const regions = await readCalendarRegions(db, wish)
    const rows = [...new Set([...regions, ...overrides.map(({ region }) => region)])].flatMap(
      (region) =>
        calendarOf(region, from, to).map((day) => ({
          id: derivedId('holiday', region, day.on),
          cells: {
            region,
            day: day.on,
            name: day.name,
            dayOff: day.isDayOff ? 'yes' : 'no',
            source: day.isOverridden ? 'ours' : 'public',
          },
          regions: [region],
        })),
    )
    const ids = idsOf(wish)
    return rows
      .filter(({ id }) => ids === null || ids.includes(id))
      .toSorted(({ cells: a }, { cells: b }) =>
        `${a.day}${a.region}` < `${b.day}${b.region}` ? -1 : 1,
      )
  },

  regionsOf: (cells) => (cells.region ? [cells.region] : []),

  locate: (_db, _actor, rows) =>
    Promise.resolve(
      rows.map(({ region = '', day = '' }) => ({
        id: derivedId('holiday', region, day),
        cells: { region, day, source: 'ours' },
        regions: [region],
      })),
    ),

  async write(work, changes) {
    await sql`
      insert into holiday_override (id, region, falls_on, name, is_day_off)
      select r.* from jsonb_to_recordset(${overridesOf(changes)}::jsonb)
        as r(id uuid, region text, falls_on date, name text, is_day_off boolean)
      on conflict (id) do update set name = excluded.name, is_day_off = excluded.is_day_off,
        version = holiday_override.version + 1, deleted_at = null
    `.execute(work.tx)
    const gone = changes.filter(isWithoutOverride).map(({ id }) => id)
    await sql`
      update holiday_override set deleted_at = now(), version = version + 1 where id = any (${gone}::uuid[])
    `.execute(work.tx)
    work.stale('crews')
  },
}

/** Back to the public calendar: the row was removed, or says again what is public. */
function isWithoutOverride({ after }: StoreChange): boolean {
  if (after === null) return true
  const { region = '', name, dayOff } = after
  const day = parseDay(after.day ?? '')
  const [holiday] = publicHolidays(region, day, day)
  return holiday?.name === name && dayOff === 'yes'
}

function overridesOf(changes: readonly StoreChange[]): string {
  return JSON.stringify(
    changes.flatMap((change) => {
      const { id, after } = change
      if (after === null || isWithoutOverride(change)) return []
      const { region, day, name, dayOff } = after
      return [{ id, region, falls_on: day, name, is_day_off: dayOff === 'yes' }]
    }),
  )
}

async function readOverrides(db: Reader, { actor, asOf }: ReadWish) {
  const { rows } = await sql<{ region: string; fallsOn: Day; name: string; isDayOff: boolean }>`
    select region, falls_on, name, is_day_off from ${tableThen('holiday_override', asOf)} h
    where deleted_at is null and ${regionCondition(actor, 'region')}
  `.execute(db)
  return rows
}

async function readCalendarRegions(db: Reader, { actor, asOf }: ReadWish): Promise<string[]> {
  const { rows } = await sql<{ region: string }>`
    select distinct coalesce(calendar_region, region) as region from ${tableThen('crew', asOf)} c
    where deleted_at is null and ${regionCondition(actor, 'region')} order by 1
  `.execute(db)
  return rows.map(({ region }) => region)
}

import type { Id } from '@changeover/shared/commands'
import type { AreaType, Shift } from '@changeover/shared/planning'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'

/** What the planner reads of the inputs, as rows. Read by `planning-inputs.ts` only. */

export interface TerritoryRow {
  id: Id<'Territory'>
  name: string
  regions: string[]
  depotId: Id<'Depot'> | null
}

export function readTerritories(db: Database): Promise<TerritoryRow[]> {
  return db
    .selectFrom('territory')
    .select(['id', 'name', 'regions', 'depotId'])
    .where('deletedAt', 'is', null)
    .orderBy('name')
    .execute()
}

export interface CrewRow {
  id: Id<'Crew'>
  name: string
  territoryId: Id<'Territory'> | null
  alsoTerritoryIds: Id<'Territory'>[]
  region: string
  calendarRegion: string
  skills: string[]
  timeZone: string
  homeLat: number | null
  homeLon: number | null
  shifts: Shift[]
  absences: { fromOn: Day; toOn: Day }[]
}

/** The crews there are, with shifts in minutes after midnight and the absences that touch the days. */
export async function readCrews(db: Database, from: Day, to: Day): Promise<CrewRow[]> {
  const { rows } = await sql<CrewRow>`
    select c.id, c.name, c.territory_id, c.also_territory_ids, c.region,
      coalesce(c.calendar_region, c.region) as calendar_region, c.skills, c.time_zone, c.home_lat, c.home_lon,
      coalesce((
        select jsonb_agg(jsonb_build_object('weekday', s.weekday,
          'startMinute', extract(epoch from s.starts_at)::int / 60,
          'endMinute', extract(epoch from s.ends_at)::int / 60) order by s.weekday)
        from crew_shift s where s.crew_id = c.id
      ), '[]') as shifts,
      coalesce((
        select jsonb_agg(jsonb_build_object('fromOn', a.from_on, 'toOn', a.to_on) order by a.from_on)
        from crew_absence a
        where a.crew_id = c.id and a.deleted_at is null and a.from_on <= ${to}::date and a.to_on >= ${from}::date
      ), '[]') as absences
    from crew c where c.deleted_at is null
    order by c.id
  `.execute(db)
  return rows
}

export interface HolidayOverrideRow {
  region: string
  fallsOn: Day
  name: string
  isDayOff: boolean
}

export function readHolidayOverrides(
  db: Database,
  from: Day,
  to: Day,
): Promise<HolidayOverrideRow[]> {
  return db
    .selectFrom('holidayOverride')
    .select(['region', 'fallsOn', 'name', 'isDayOff'])
    .where('deletedAt', 'is', null)
    .where('fallsOn', '>=', from)
    .where('fallsOn', '<=', to)
    .orderBy('fallsOn')
    .execute()
}

export interface DepotRow {
  id: Id<'Depot'>
  name: string
  region: string
  lat: number | null
  lon: number | null
}

export function readDepots(db: Database): Promise<DepotRow[]> {
  return db
    .selectFrom('depot')
    .select(['id', 'name', 'region', 'lat', 'lon'])
    .where('deletedAt', 'is', null)
    .orderBy('id')
    .execute()
}

export interface StockRow {
  depotId: Id<'Depot'>
  kitTypeId: Id<'KitType'>
  quantity: number
}

/**
 * Kits on hand. What was used from a van counts at the depot of the territory where the order was;
 * where no depot can be told it is left out.
 */
export async function readStock(db: Database): Promise<StockRow[]> {
  const { rows } = await sql<StockRow>`
    select coalesce(m.depot_id, t.depot_id) as depot_id, m.kit_type_id, sum(m.quantity)::int as quantity
    from kit_movement m
    left join work_order w on m.depot_id is null and w.id = m.order_id
    left join lateral (
      select depot_id from territory
      where w.region = any (regions) and deleted_at is null order by name limit 1
    ) as t on m.depot_id is null
    where coalesce(m.depot_id, t.depot_id) is not null
    group by 1, 2 order by 1, 2
  `.execute(db)
  return rows
}

export interface DeliveryRow {
  id: Id<'KitReceipt'>
  reference: string
  depotId: Id<'Depot'>
  kitTypeId: Id<'KitType'>
  quantity: number
  dueOn: Day
}

/** Deliveries that have not come yet. */
export function readOpenDeliveries(db: Database): Promise<DeliveryRow[]> {
  return db
    .selectFrom('kitReceipt')
    .select(['id', 'reference', 'depotId', 'kitTypeId', 'quantity', 'dueOn'])
    .where('deletedAt', 'is', null)
    .where('receivedOn', 'is', null)
    .orderBy('dueOn')
    .orderBy('id')
    .execute()
}

export interface SiteRow {
  id: Id<'Site'>
  name: string
  region: string
  lat: number | null
  lon: number | null
  opensAtMinute: number | null
  closesAtMinute: number | null
  weekdays: number[] | null
  areaType: AreaType | null
  leadDays: number | null
  appliedOn: Day | null
  expectedOn: Day | null
  grantedOn: Day | null
  expiresOn: Day | null
}

/** The sites where the program has orders that are not finished, with access and permit. */
export async function readSites(db: Database, programId: Id<'Program'>): Promise<SiteRow[]> {
  const { rows } = await sql<SiteRow>`
    select s.id, s.name, s.region, s.lat, s.lon,
      extract(epoch from a.opens_at)::int / 60 as opens_at_minute,
      extract(epoch from a.closes_at)::int / 60 as closes_at_minute,
      a.weekdays, a.area_type, p.lead_days, p.applied_on, p.expected_on, p.granted_on, p.expires_on
    from site s
    left join site_access a on a.site_id = s.id and a.deleted_at is null
    left join site_permit p on p.site_id = s.id and p.deleted_at is null
    where s.id in (
      select w.site_id from work_order w where w.program_id = ${programId} and w.deleted_at is null
        and w.state not in ('done', 'verified', 'cancelled')
    )
    order by s.id
  `.execute(db)
  return rows
}

/** Where all sites stand: their density tells how built-up a place is. */
export async function readPlaces(db: Database) {
  const { rows } = await sql<{ latitude: number; longitude: number }>`
    select lat as latitude, lon as longitude from site
    where deleted_at is null and lat is not null and lon is not null
  `.execute(db)
  return rows
}

export interface BlackoutRow {
  siteId: Id<'Site'> | null
  region: string | null
  fromOn: Day
  toOn: Day
}

export function readBlackouts(db: Database, from: Day, to: Day): Promise<BlackoutRow[]> {
  return db
    .selectFrom('blackout')
    .select(['siteId', 'region', 'fromOn', 'toOn'])
    .where('deletedAt', 'is', null)
    .where('fromOn', '<=', to)
    .where('toOn', '>=', from)
    .orderBy('fromOn')
    .execute()
}

export function readTravelSpeeds(db: Database) {
  return db
    .selectFrom('travelSpeed')
    .select(['areaType', 'speedKmh', 'allowanceMinutes'])
    .orderBy('areaType')
    .execute()
}

/** Pins of the program's orders. */
export async function readPins(db: Database, programId: Id<'Program'>) {
  const { rows } = await sql<{
    orderId: Id<'WorkOrder'>
    weekOn: Day | null
    dayOn: Day | null
    crewId: Id<'Crew'> | null
  }>`
    select p.order_id, p.week_on, p.day_on, p.crew_id
    from order_pin p join work_order w on w.id = p.order_id
    where w.program_id = ${programId} and w.deleted_at is null and p.deleted_at is null
    order by p.order_id
  `.execute(db)
  return rows
}

import type { Id } from '@changeover/shared/commands'
import type { AreaType, Shift } from '@changeover/shared/planning'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { isKnown, tableThen, type AsOf } from '../../past/index.ts'

/** What the planner reads of the inputs, as rows, now or as of a past day. Read by `planning-inputs.ts` only. */

export interface TerritoryRow {
  id: Id<'Territory'>
  name: string
  regions: string[]
  depotId: Id<'Depot'> | null
}

export async function readTerritories(db: Database, asOf: AsOf): Promise<TerritoryRow[]> {
  const { rows } = await sql<TerritoryRow>`
    select id, name, regions, depot_id from ${tableThen('territory', asOf)} t where deleted_at is null order by name
  `.execute(db)
  return rows
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
export async function readCrews(db: Database, from: Day, to: Day, asOf: AsOf): Promise<CrewRow[]> {
  const { rows } = await sql<CrewRow>`
    select c.id, c.name, c.territory_id, c.also_territory_ids, c.region,
      coalesce(c.calendar_region, c.region) as calendar_region, c.skills, c.time_zone, c.home_lat, c.home_lon,
      coalesce((
        select jsonb_agg(jsonb_build_object('weekday', s.weekday,
          'startMinute', extract(epoch from s.starts_at)::int / 60,
          'endMinute', extract(epoch from s.ends_at)::int / 60) order by s.weekday)
        from ${tableThen('crew_shift', asOf)} s where s.crew_id = c.id
      ), '[]') as shifts,
      coalesce((
        select jsonb_agg(jsonb_build_object('fromOn', a.from_on, 'toOn', a.to_on) order by a.from_on)
        from ${tableThen('crew_absence', asOf)} a
        where a.crew_id = c.id and a.deleted_at is null and a.from_on <= ${to}::date and a.to_on >= ${from}::date
      ), '[]') as absences
    from ${tableThen('crew', asOf)} c where c.deleted_at is null
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

export async function readHolidayOverrides(
  db: Database,
  from: Day,
  to: Day,
  asOf: AsOf,
): Promise<HolidayOverrideRow[]> {
  const { rows } = await sql<HolidayOverrideRow>`
    select region, falls_on, name, is_day_off from ${tableThen('holiday_override', asOf)} h
    where deleted_at is null and falls_on between ${from}::date and ${to}::date order by falls_on
  `.execute(db)
  return rows
}

export interface DepotRow {
  id: Id<'Depot'>
  name: string
  region: string
  lat: number | null
  lon: number | null
}

export async function readDepots(db: Database, asOf: AsOf): Promise<DepotRow[]> {
  const { rows } = await sql<DepotRow>`
    select id, name, region, lat, lon from ${tableThen('depot', asOf)} d where deleted_at is null order by id
  `.execute(db)
  return rows
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
export async function readStock(db: Database, asOf: AsOf): Promise<StockRow[]> {
  const { rows } = await sql<StockRow>`
    select coalesce(m.depot_id, t.depot_id) as depot_id, m.kit_type_id, sum(m.quantity)::int as quantity
    from kit_movement m
    left join lateral (select region from work_order where m.depot_id is null and id = m.order_id offset 0) as w on true
    left join lateral (
      select depot_id from ${tableThen('territory', asOf)} as near
      where w.region = any (regions) and deleted_at is null order by name limit 1
    ) as t on m.depot_id is null
    where coalesce(m.depot_id, t.depot_id) is not null and ${isKnown(asOf, 'm.command_id')}
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
export async function readOpenDeliveries(db: Database, asOf: AsOf): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select id, reference, depot_id, kit_type_id, quantity, due_on from ${tableThen('kit_receipt', asOf)} r
    where deleted_at is null and received_on is null order by due_on, id
  `.execute(db)
  return rows
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

/**
 * The sites where the program has orders that are not finished, with access and permit; of a past day the
 * sites of all its orders.
 */
export async function readSites(
  db: Database,
  programId: Id<'Program'>,
  asOf: AsOf,
): Promise<SiteRow[]> {
  const isOpen = asOf === null ? sql`w.state not in ('done', 'verified', 'cancelled')` : sql`true`
  const { rows } = await sql<SiteRow>`
    select s.id, s.name, s.region, s.lat, s.lon,
      extract(epoch from a.opens_at)::int / 60 as opens_at_minute,
      extract(epoch from a.closes_at)::int / 60 as closes_at_minute,
      a.weekdays, a.area_type, p.lead_days, p.applied_on, p.expected_on, p.granted_on, p.expires_on
    from ${tableThen('site', asOf)} s
    left join ${tableThen('site_access', asOf)} a on a.site_id = s.id and a.deleted_at is null
    left join ${tableThen('site_permit', asOf)} p on p.site_id = s.id and p.deleted_at is null
    where s.id in (
      select w.site_id from work_order w where w.program_id = ${programId} and w.deleted_at is null and ${isOpen}
    )
    order by s.id
  `.execute(db)
  return rows
}

/** Where all sites stand: their density tells how built-up a place is. */
export async function readPlaces(db: Database, asOf: AsOf) {
  const { rows } = await sql<{ latitude: number; longitude: number }>`
    select lat as latitude, lon as longitude from ${tableThen('site', asOf)} site
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

export async function readBlackouts(
  db: Database,
  from: Day,
  to: Day,
  asOf: AsOf,
): Promise<BlackoutRow[]> {
  const { rows } = await sql<BlackoutRow>`
    select site_id, region, from_on, to_on from ${tableThen('blackout', asOf)} b
    where deleted_at is null and from_on <= ${to}::date and to_on >= ${from}::date order by from_on, id
  `.execute(db)
  return rows
}

export async function readTravelSpeeds(db: Database, asOf: AsOf) {
  const { rows } = await sql<{ areaType: AreaType; speedKmh: number; allowanceMinutes: number }>`
    select area_type, speed_kmh, allowance_minutes from ${tableThen('travel_speed', asOf)} t order by area_type
  `.execute(db)
  return rows
}

/** Pins of the program's orders. */
export async function readPins(db: Database, programId: Id<'Program'>, asOf: AsOf) {
  const { rows } = await sql<{
    orderId: Id<'WorkOrder'>
    weekOn: Day | null
    dayOn: Day | null
    crewId: Id<'Crew'> | null
  }>`
    select p.order_id, p.week_on, p.day_on, p.crew_id
    from ${tableThen('order_pin', asOf)} p join work_order w on w.id = p.order_id
    where w.program_id = ${programId} and w.deleted_at is null and p.deleted_at is null
    order by p.order_id
  `.execute(db)
  return rows
}

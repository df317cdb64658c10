/**
 * Everything the planner reads beside the orders, in the terms of `PlanningProblem`. Deterministic:
 * the same rows and days give the same answer, in the same order. Nothing is made up: a site
 * without coordinates, or in no territory, is listed with what is missing and left out or left
 * unreachable, so that the plan can say so.
 */
import type { Id } from '@changeover/shared/commands'
import {
  areaTypesBy,
  permitOn,
  type AreaType,
  type Crew,
  type Depot,
  type Pin,
  type PlanningMilestone,
  type PlanningSite,
  type TravelModel,
} from '@changeover/shared/planning'
import { addDays, addWeeks, daysBetween, daysFrom, type Day } from '@changeover/shared/time'
import { metresBetween, regionByCode } from '@changeover/shared/network'
import type { Database } from '../../db/database.ts'
import { readMilestones, readMilestonesOn } from '../../program/index.ts'
import { calendarBy } from './calendar.ts'
import * as repository from './planning-repository.ts'
import type { AsOf } from '../../past/index.ts'

export interface PlanningWindow {
  /** The first day that can be planned; also the day on which stock and permits are looked at. */
  readonly startOn: Day
  readonly horizonWeeks: number
  /** The past day on which the inputs are read; left out, they are read as they are. */
  readonly asOf?: AsOf
}

export interface PlanningInputs {
  readonly crews: readonly Crew[]
  /** Sites with open orders of the program. */
  readonly sites: readonly PlanningSite[]
  readonly depots: readonly Depot[]
  readonly milestones: readonly PlanningMilestone[]
  readonly travel: TravelModel
  /** By order. */
  readonly pins: ReadonlyMap<Id<'WorkOrder'>, Pin>
  /** Deliveries that should have come before the window: not counted until they get a new day. */
  readonly overdue: readonly { id: Id<'KitReceipt'>; reference: string; dueOn: Day }[]
  /** Crews whose home is not known; they are taken to start at their depot, or in the middle of their region. */
  readonly crewsWithoutHome: readonly Id<'Crew'>[]
  /** Sites that cannot be planned because nobody knows where they are. */
  readonly sitesWithoutPlace: readonly Id<'Site'>[]
  /** What ids are called on screen: territories, crews, depots and sites. */
  readonly names: ReadonlyMap<string, string>
}

/**
 * Reads the planner's inputs for one program. A territory that nobody has drawn is named by its
 * region's code: no crew works there, and the plan says so.
 */
export async function planningInputs(
  db: Database,
  programId: Id<'Program'>,
  window: PlanningWindow,
): Promise<PlanningInputs> {
  const from = window.startOn
  const asOf = window.asOf ?? null
  const to = addDays(addWeeks(from, window.horizonWeeks), 6)
  const [territories, crews, overrides, depots, sites, milestones, speeds, pins] =
    await Promise.all([
      repository.readTerritories(db, asOf),
      repository.readCrews(db, from, to, asOf),
      repository.readHolidayOverrides(db, from, to, asOf),
      repository.readDepots(db, asOf),
      repository.readSites(db, programId, asOf),
      asOf === null ? readMilestones(db, { programId }) : readMilestonesOn(db, programId, asOf),
      repository.readTravelSpeeds(db, asOf),
      repository.readPins(db, programId, asOf),
    ])
  const deliveries = await repository.readOpenDeliveries(db, asOf)
  const placed = sites.filter(isPlaced)
  const holidaysOf = calendarBy(overrides)
  const territoryOf = (region: string) =>
    territories.find(({ regions }) => regions.includes(region))
  return {
    crews: crews.map((crew) => {
      const territory =
        territories.find(({ id }) => id === crew.territoryId) ?? territoryOf(crew.region)
      const depot = depots.find(({ id }) => id === territory?.depotId)
      const home = homeOf(crew, depot)
      return toCrew(crew, { territory: territory?.id, home, holidaysOf, days: { from, to } })
    }),
    sites: toSites(placed, territoryOf, depots, {
      areaOf: areaTypesBy(await repository.readPlaces(db, asOf)),
      blackouts: blackoutsBy(await repository.readBlackouts(db, from, to, asOf), { from, to }),
      today: from,
    }),
    depots: toDepots(depots, await repository.readStock(db, asOf), deliveries, from),
    milestones: milestones.map(({ id, gateOn, targetOn, weight }) => ({
      id,
      gateOn,
      targetOn,
      weight,
    })),
    travel: toTravel(speeds),
    pins: new Map(pins.map(({ orderId, ...pin }) => [orderId, toPin(pin)])),
    overdue: deliveries.filter(({ dueOn }) => dueOn < from),
    crewsWithoutHome: crews.filter(({ homeLat }) => homeLat === null).map(({ id }) => id),
    sitesWithoutPlace: sites.filter((site) => !isPlaced(site)).map(({ id }) => id),
    names: new Map(
      [...territories, ...crews, ...depots, ...sites].map(({ id, name }) => [id, name]),
    ),
  }
}

interface Days {
  from: Day
  to: Day
}

type PlacedSite = repository.SiteRow & { lat: number; lon: number }

function isPlaced(site: repository.SiteRow): site is PlacedSite {
  return site.lat !== null && site.lon !== null
}

/** A crew with its days off: absences, and the holidays of its calendar. */
function toCrew(
  crew: repository.CrewRow,
  facts: {
    territory: string | undefined
    home: { lat: number; lon: number }
    holidaysOf: ReturnType<typeof calendarBy>
    days: Days
  },
): Crew {
  const { from, to } = facts.days
  const off = new Set<Day>(
    facts
      .holidaysOf(crew.calendarRegion, from, to)
      .filter(({ isDayOff }) => isDayOff)
      .map(({ on }) => on),
  )
  for (const { fromOn, toOn } of crew.absences)
    for (const day of daysWithin(fromOn, toOn, { from, to })) off.add(day)
  return {
    id: crew.id,
    territoryId: facts.territory ?? crew.region,
    alsoTerritoryIds: crew.alsoTerritoryIds,
    skills: crew.skills,
    latitude: facts.home.lat,
    longitude: facts.home.lon,
    shifts: crew.shifts,
    daysOff: [...off].toSorted(),
  }
}

/** Where a crew starts: its home, else the depot of its territory, else the middle of its region. */
function homeOf(
  crew: repository.CrewRow,
  depot: repository.DepotRow | undefined,
): { lat: number; lon: number } {
  if (crew.homeLat !== null && crew.homeLon !== null)
    return { lat: crew.homeLat, lon: crew.homeLon }
  if (depot && depot.lat !== null && depot.lon !== null) return { lat: depot.lat, lon: depot.lon }
  const [west, south, east, north] = regionByCode(crew.region)?.box ?? [0, 0, 0, 0]
  return { lat: (south + north) / 2, lon: (west + east) / 2 }
}

function toSites(
  sites: readonly PlacedSite[],
  territoryOf: (region: string) => repository.TerritoryRow | undefined,
  depots: readonly repository.DepotRow[],
  facts: {
    areaOf: (place: { latitude: number; longitude: number }) => AreaType
    blackouts: (siteId: string, region: string) => readonly Day[]
    today: Day
  },
): PlanningSite[] {
  return sites.map((site) => {
    const { id, region, lat, lon, opensAtMinute, closesAtMinute, leadDays } = site
    const territory = territoryOf(region)
    const place = { latitude: lat, longitude: lon }
    const blackoutDays = facts.blackouts(id, region)
    const depotId = territory?.depotId ?? nearestDepot(depots, lat, lon)
    return {
      id,
      territoryId: territory?.id ?? region,
      ...place,
      areaType: site.areaType ?? facts.areaOf(place),
      ...(depotId === undefined ? {} : { depotId }),
      ...(opensAtMinute === null || closesAtMinute === null
        ? {}
        : { accessWindow: { openMinute: opensAtMinute, closeMinute: closesAtMinute } }),
      ...(site.weekdays === null ? {} : { accessWeekdays: site.weekdays }),
      ...(blackoutDays.length === 0 ? {} : { blackoutDays }),
      ...(leadDays === null ? {} : { permitOn: permitOn({ ...site, leadDays }, facts.today) }),
    }
  })
}

function nearestDepot(
  depots: readonly repository.DepotRow[],
  lat: number,
  lon: number,
): Id<'Depot'> | undefined {
  let nearest: { id: Id<'Depot'>; metres: number } | undefined
  for (const depot of depots) {
    if (depot.lat === null || depot.lon === null) continue
    const metres = metresBetween({ lat, lon }, { lat: depot.lat, lon: depot.lon })
    if (!nearest || metres < nearest.metres) nearest = { id: depot.id, metres }
  }
  return nearest?.id
}

/** Stock is a receipt on the first day; deliveries of the past that never came are no receipts. */
function toDepots(
  depots: readonly repository.DepotRow[],
  stock: readonly repository.StockRow[],
  deliveries: readonly repository.DeliveryRow[],
  today: Day,
): Depot[] {
  const onHand = stock
    .filter(({ quantity }) => quantity > 0)
    .map((row) => ({ ...row, dueOn: today }))
  const coming = deliveries.filter(({ dueOn }) => dueOn >= today)
  const byDepot = Map.groupBy([...onHand, ...coming], ({ depotId }) => depotId)
  return depots.map(({ id }) => ({
    id,
    receipts: (byDepot.get(id) ?? []).map(({ kitTypeId, dueOn, quantity }) => ({
      kitId: kitTypeId,
      on: dueOn,
      quantity,
    })),
  }))
}

function toTravel(speeds: Awaited<ReturnType<typeof repository.readTravelSpeeds>>): TravelModel {
  const by = <Value>(valueOf: (row: (typeof speeds)[number]) => Value) =>
    // The migration wrote a row for each area type, and none can be deleted.
    Object.fromEntries(speeds.map((row) => [row.areaType, valueOf(row)])) as Record<AreaType, Value>
  return {
    speedKmh: by(({ speedKmh }) => speedKmh),
    allowanceMinutes: by(({ allowanceMinutes }) => allowanceMinutes),
  }
}

function toPin(pin: { weekOn: Day | null; dayOn: Day | null; crewId: string | null }): Pin {
  return {
    ...(pin.weekOn === null ? {} : { weekOn: pin.weekOn }),
    ...(pin.dayOn === null ? {} : { dayOn: pin.dayOn }),
    ...(pin.crewId === null ? {} : { crewId: pin.crewId }),
  }
}

/** The days of a site's own blackouts and of those of its region; those of a region are made once. */
function blackoutsBy(rows: readonly repository.BlackoutRow[], window: Days) {
  const days = new Map<string, Day[]>()
  for (const { siteId, region, fromOn, toOn } of rows) {
    const key = siteId ?? region ?? ''
    days.set(key, [...(days.get(key) ?? []), ...daysWithin(fromOn, toOn, window)])
  }
  return (siteId: string, region: string): readonly Day[] => {
    const own = days.get(siteId)
    const common = days.get(region) ?? []
    return own ? [...new Set([...own, ...common])].toSorted() : common
  }
}

function daysWithin(first: Day, last: Day, { from, to }: Days): Day[] {
  const start = first > from ? first : from
  const end = last < to ? last : to
  return start > end ? [] : daysFrom(start, daysBetween(start, end) + 1)
}

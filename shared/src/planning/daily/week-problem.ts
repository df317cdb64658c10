import { RESTOCK, type RoutingProblem, type RoutingSolution } from '../routing/problem.ts'
import type { Crew, Shift, Visit } from '../problem.ts'
import { isOpenOn, shiftOn } from '../tactical/calendar.ts'
import type { TacticalModel, Unit } from '../tactical/model.ts'
import { minutesBetween, type Place } from './travel.ts'

/** Leaving a visit out costs more than any detour; pinned ones before all others. */
const ABSENT_COST = 1_000
const PINNED_COST = 1_000_000
/** Changing a visit's crew or day against the current plan, as minutes of travel; nearer weeks cost more. */
const CHANGED_CREW_COST = 60
const CHANGED_DAY_COST = 120
const NEARNESS = 4

/** One crew on one day of the week. */
export interface CrewDay {
  readonly crew: Crew
  readonly day: number
  readonly shift: Shift
}

/** A territory's week as a routing problem, with what is needed to read the answer. */
export interface WeekProblem {
  readonly routing: RoutingProblem
  readonly units: readonly number[]
  readonly crewDays: readonly CrewDay[]
  /** Routes of the current plan, as far as they exist. */
  readonly start: readonly (readonly number[])[]
}

/** Builds the routing problem of `units` in `week` for the given crews. Minutes run within a day. */
export function weekProblemOf(
  model: TacticalModel,
  units: readonly number[],
  crews: readonly Crew[],
  week: number,
): WeekProblem {
  const crewDays = crewDaysIn(model, crews, week)
  const entries = units.map((unit) => model.units[unit])
  const { travel, placeCount } = travelMatrix(model, entries, crews)
  const homes = Int32Array.from(crewDays, ({ crew }) => entries.length + crews.indexOf(crew))
  const windows = windowsOf(model, units, week)
  const nearness = 1 + NEARNESS / (1 + week)
  const start = startRoutes(model, entries, crewDays)
  const routing: RoutingProblem = {
    placeCount,
    travel,
    jobPlace: Int32Array.from(entries, (_entry, index) => index),
    service: Float64Array.from(entries, minutesOf),
    prize: Float64Array.from(units, (unit) => prizeOf(model, unit, week)),
    periodCount: 7,
    open: windows.open,
    close: windows.close,
    resourceCount: 0,
    demand: new Float64Array(0),
    capacity: new Float64Array(0),
    vehicleStart: homes,
    vehicleEnd: homes,
    vehiclePeriod: Int32Array.from(crewDays, ({ day }) => day % 7),
    shiftStart: Float64Array.from(crewDays, ({ shift }) => shift.startMinute),
    shiftEnd: Float64Array.from(crewDays, ({ shift }) => shift.endMinute),
    allowed: Uint8Array.from(
      entries.flatMap((entry) => crewDays.map((crewDay) => (mayDo(entry, crewDay) ? 1 : 0))),
    ),
    ...(start.some((route) => route.length > 0)
      ? { assignmentCost: changeCosts(model, entries, crewDays, nearness) }
      : {}),
  }
  return { routing, units, crewDays, start }
}

/** The visits of a solved week, timed from the start of each shift. */
export function visitsOf(
  model: TacticalModel,
  { routing, units, crewDays }: WeekProblem,
  solution: RoutingSolution,
  week: number,
): Map<number, Visit> {
  const visits = new Map<number, Visit>()
  const weekOn = model.calendar.days[week * 7]
  for (const [vehicle, route] of solution.routes.entries()) {
    const { crew, day, shift } = crewDays[vehicle]
    let place = routing.vehicleStart[vehicle]
    let clock = shift.startMinute
    for (const job of route) {
      if (job === RESTOCK) continue
      const travelMinutes = routing.travel[place * routing.placeCount + job]
      const startMinute = Math.max(clock + travelMinutes, routing.open[job * 7 + (day % 7)])
      const dayOn = model.calendar.days[day]
      const when = { weekOn, crewId: crew.id, dayOn, startMinute: tenths(startMinute) }
      visits.set(units[job], { ...visitBase(model.units[units[job]]), ...when, travelMinutes })
      clock = startMinute + routing.service[job]
      place = job
    }
  }
  return visits
}

/** What is known of a visit before it has a day. */
export function visitBase(unit: Unit) {
  return {
    bundleId: unit.bundle.id,
    part: unit.part,
    orderCount: unit.orderCount,
    territoryId: unit.site.territoryId,
    minutes: minutesOf(unit),
  }
}

function minutesOf({ bundle, orderCount }: Unit): number {
  return orderCount * bundle.minutesPerOrder
}

function tenths(minutes: number): number {
  return Math.round(minutes * 10) / 10
}

function crewDaysIn(model: TacticalModel, crews: readonly Crew[], week: number): CrewDay[] {
  const found: CrewDay[] = []
  for (let day = Math.max(week * 7, model.calendar.openFrom); day < week * 7 + 7; day++) {
    for (const crew of crews) {
      const days = model.workforce.daysOf.get(crew.id)
      const shift = days && shiftOn(days, day)
      if (shift) found.push({ crew, day, shift })
    }
  }
  return found
}

/**
 * Minutes from place to place: sites first, then homes. The site that a leg leads to sets its speed, on the way
 * home the one it comes from: a detour over a faster road may be quicker than the straight way.
 */
function travelMatrix(model: TacticalModel, entries: readonly Unit[], crews: readonly Crew[]) {
  const sites: readonly (Place & { areaType: Unit['site']['areaType'] })[] = entries.map(
    ({ site }) => site,
  )
  const placeCount = entries.length + crews.length
  const travel = new Float64Array(placeCount * placeCount)
  const speeds = model.problem.travel
  for (let to = 0; to < entries.length; to++) {
    for (let from = 0; from < placeCount; from++) {
      const other: Place = from < entries.length ? sites[from] : crews[from - entries.length]
      const minutes =
        other === sites[to] ? 0 : minutesBetween(other, sites[to], sites[to].areaType, speeds)
      if (from >= entries.length) travel[to * placeCount + from] = minutes
      travel[from * placeCount + to] = minutes
    }
  }
  return { travel, placeCount }
}

/** Start of work by weekday; a closed day has an empty window. */
function windowsOf(model: TacticalModel, units: readonly number[], week: number) {
  const open = new Float64Array(units.length * 7)
  const close = new Float64Array(units.length * 7)
  for (const [index, unit] of units.entries()) {
    const { site, bundle } = model.units[unit]
    const { targetOn } = milestoneOf(model, bundle.milestoneId)
    for (let weekday = 0; weekday < 7; weekday++) {
      const day = week * 7 + weekday
      const date = model.calendar.days[day]
      const isInTime = week > model.due[unit] || date <= targetOn
      const isPinned = bundle.pin?.dayOn === undefined || bundle.pin.dayOn === date
      const isOpen =
        day >= model.releaseDay[unit] && isInTime && isPinned && isOpenOn(site, day, date)
      open[index * 7 + weekday] = isOpen ? (site.accessWindow?.openMinute ?? 0) : 1
      close[index * 7 + weekday] = isOpen ? (site.accessWindow?.closeMinute ?? 1440) : 0
    }
  }
  return { open, close }
}

function milestoneOf(model: TacticalModel, id: string) {
  const milestone = model.milestones.get(id)
  if (!milestone) throw new Error(`Unit with an unknown milestone ${id}`)
  return milestone
}

/** Weighted lateness: what is late, heavy and due soon goes first. */
function prizeOf(model: TacticalModel, unit: number, week: number): number {
  const { bundle } = model.units[unit]
  if (bundle.pin !== undefined) return PINNED_COST
  const urgency = 1 + 4 / (1 + Math.max(0, model.due[unit] - week))
  return ABSENT_COST * (1 + Math.log1p(model.weight[unit])) * urgency
}

function mayDo({ bundle, site }: Unit, { crew }: CrewDay): boolean {
  const { pin, skill } = bundle
  if (pin?.crewId !== undefined && pin.crewId !== crew.id) return false
  if (skill !== undefined && !crew.skills.includes(skill)) return false
  return (
    crew.territoryId === site.territoryId ||
    (crew.alsoTerritoryIds ?? []).includes(site.territoryId)
  )
}

/** The current routes, in the order of their starts. */
function startRoutes(model: TacticalModel, entries: readonly Unit[], crewDays: readonly CrewDay[]) {
  const routes = crewDays.map((): number[] => [])
  const vehicleOf = new Map(
    crewDays.map(({ crew, day }, index) => [`${crew.id}\n${model.calendar.days[day]}`, index]),
  )
  for (const [job, { current }] of entries.entries()) {
    if (!current || current.crewId === undefined) continue
    const vehicle = vehicleOf.get(`${current.crewId}\n${current.dayOn}`)
    if (vehicle !== undefined) routes[vehicle].push(job)
  }
  const startOf = (job: number) => entries[job].current?.startMinute ?? 0
  return routes.map((route) => route.toSorted((a, b) => startOf(a) - startOf(b)))
}

function changeCosts(
  model: TacticalModel,
  entries: readonly Unit[],
  crewDays: readonly CrewDay[],
  nearness: number,
): Float64Array {
  return Float64Array.from(
    entries.flatMap(({ current }) =>
      crewDays.map(({ crew, day }) => {
        if (!current || current.dayOn === undefined) return 0
        const isOtherDay = current.dayOn !== model.calendar.days[day]
        const isOtherCrew = current.crewId !== crew.id
        const cost = (isOtherDay ? CHANGED_DAY_COST : 0) + (isOtherCrew ? CHANGED_CREW_COST : 0)
        return cost * nearness
      }),
    ),
  )
}

import { weekOf, type Day } from '../../time/index.ts'
import { inRouteOrder } from '../../orders/index.ts'
import { minutesBetween } from '../daily/travel.ts'
import type {
  Bundle,
  Crew,
  PlanningMilestone,
  PlanningProblem,
  PlanningSite,
  TravelModel,
  Visit,
} from '../problem.ts'
import { weekdayOf } from '../../time/index.ts'
import { validate } from '../validate/schedule.ts'
import type { Violation } from '../validate/violation.ts'

/**
 * A crew's day on the board: stops in the order to drive them, with their starts, and the validator's
 * word on it. The screen asks this while an order is dragged, the server never needs to be asked.
 */

/** An order as a block on the board. */
export interface BoardOrder {
  readonly orderId: string
  readonly siteId: string
  readonly milestoneId: string
  readonly skill: string
  readonly minutes: number
  readonly crewId: string | null
  readonly dayOn: Day | null
  readonly position: number | null
}

/** What the board knows of the world beside its orders. */
export interface BoardWorld {
  /** No day before it can be planned. */
  readonly startOn: Day
  readonly crews: readonly Crew[]
  readonly sites: readonly PlanningSite[]
  readonly milestones: readonly PlanningMilestone[]
  readonly travel: TravelModel
}

/** A stop of a laid out day; a stay at the same site goes on without a drive. */
export interface BoardStop {
  readonly order: BoardOrder
  readonly startMinute: number
  readonly travelMinutes: number
}

/** A day as it would be driven. */
export interface CrewDayLayout {
  readonly stops: readonly BoardStop[]
  /** When the crew is home again; the shift's start on a free day. */
  readonly homeMinute: number
  readonly shiftEndMinute: number
  readonly driveMinutes: number
}

/** The blocks of one crew on one day, timed from the start of its shift (8:00 where it has none). */
export function layOutDay(
  world: BoardWorld,
  crewId: string,
  dayOn: Day,
  orders: readonly BoardOrder[],
): CrewDayLayout {
  const crew = world.crews.find(({ id }) => id === crewId)
  const shift = crew?.shifts.find(({ weekday }) => weekday === weekdayOf(dayOn))
  const sites = new Map(world.sites.map((site) => [site.id, site]))
  const ordered = inRouteOrder(
    orders.map((order) => {
      const site = sites.get(order.siteId)
      return {
        order,
        lat: site?.latitude ?? null,
        lon: site?.longitude ?? null,
        position: order.position,
      }
    }),
    crew ? { lat: crew.latitude, lon: crew.longitude } : null,
  )
  let clock = shift?.startMinute ?? 480
  let place: { latitude: number; longitude: number } | undefined = crew
  let driveMinutes = 0
  const stops: BoardStop[] = []
  for (const { order } of ordered) {
    const site = sites.get(order.siteId)
    const travelMinutes =
      site && place ? minutesBetween(place, site, site.areaType, world.travel) : 0
    const startMinute = Math.max(clock + travelMinutes, site?.accessWindow?.openMinute ?? 0)
    stops.push({ order, startMinute, travelMinutes })
    driveMinutes += travelMinutes
    clock = startMinute + order.minutes
    place = site ?? place
  }
  const last = sites.get(stops.at(-1)?.order.siteId ?? '')
  const way = last && crew ? minutesBetween(last, crew, last.areaType, world.travel) : 0
  return {
    stops,
    homeMinute: clock + way,
    shiftEndMinute: shift?.endMinute ?? clock,
    driveMinutes: driveMinutes + way,
  }
}

/** What the validator says of a crew's day with these orders; nothing when it keeps all rules. */
export function judgeDay(
  world: BoardWorld,
  crewId: string,
  dayOn: Day,
  orders: readonly BoardOrder[],
): Violation[] {
  const { stops } = layOutDay(world, crewId, dayOn, orders)
  const problem: PlanningProblem = {
    ...world,
    horizonWeeks: 520,
    detailedWeeks: 520,
    depots: [],
    bundles: orders.map(toBundle),
  }
  const territories = new Map(world.sites.map(({ id, territoryId }) => [id, territoryId]))
  const visits = stops.map(({ order, startMinute }): Visit => ({
    bundleId: order.orderId,
    part: 0,
    orderCount: 1,
    territoryId: territories.get(order.siteId) ?? '',
    weekOn: weekOf(dayOn),
    crewId,
    dayOn,
    startMinute,
    minutes: order.minutes,
  }))
  return validate(problem, { visits, unscheduled: [] })
}

function toBundle({ orderId, siteId, milestoneId, skill, minutes }: BoardOrder): Bundle {
  return { id: orderId, siteId, milestoneId, skill, minutesPerOrder: minutes, orderCount: 1 }
}

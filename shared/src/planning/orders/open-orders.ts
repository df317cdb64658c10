import { weekOf, type Day } from '../../time/index.ts'
import type { Bundle, Pin, Visit } from '../problem.ts'
import { weightOfPriority } from '../inputs/priority.ts'
import { compare } from '../tactical/crews.ts'

/**
 * Orders and bundles: the planner works on bundles, people on orders. Orders of one site, milestone,
 * kit, size and priority are alike; so are those that were put somewhere by hand or are under way.
 */

/** An order that still wants a crew and a day, or has one that may move. */
export interface OpenOrder {
  readonly id: string
  readonly number: number
  readonly version: number
  readonly siteId: string
  readonly territoryId: string
  readonly milestoneId: string
  readonly kitId: string | null
  readonly skill: string
  readonly kits: number
  readonly minutes: number
  /** Of the order: 1 is the most urgent, 3 ordinary, 5 the least. */
  readonly priority: number
  /** Dispatched or under way: it stays where it is. */
  readonly isFixed: boolean
  readonly crewId: string | null
  readonly scheduledOn: Day | null
  /** Its place in the crew's day. */
  readonly position: number | null
  /** The week that the last accepted plan meant for it; null without one. */
  readonly intendedWeekOn: Day | null
  readonly pin: Pin | null
}

export interface BundledOrders {
  readonly bundles: readonly Bundle[]
  /** The plan in force, as visits. */
  readonly current: readonly Visit[]
  readonly ordersOf: ReadonlyMap<string, readonly OpenOrder[]>
}

/** Groups orders into bundles, and what is scheduled on or after `startOn` into visits. */
export function bundleOrders(orders: readonly OpenOrder[], startOn: Day): BundledOrders {
  const sorted = orders.toSorted((a, b) => a.number - b.number)
  const ordersOf = Map.groupBy(sorted, keyOf)
  const bundles = [...ordersOf].map(([id, own]) => bundleOf(id, own))
  const current = [...ordersOf].flatMap(([id, own]) => visitsOf(id, own, startOn))
  return { bundles, current, ordersOf }
}

function keyOf(order: OpenOrder): string {
  const { siteId, milestoneId, kitId, kits, minutes, priority, pin, isFixed } = order
  const place = pin ? `${pin.weekOn ?? ''}/${pin.dayOn ?? ''}/${pin.crewId ?? ''}` : ''
  const fixed = isFixed ? `${order.crewId}/${order.scheduledOn}` : ''
  return [siteId, milestoneId, kitId ?? '', kits, minutes, priority, place, fixed].join(' ')
}

function bundleOf(id: string, orders: readonly OpenOrder[]): Bundle {
  const { siteId, milestoneId, minutes, kits, kitId, skill, priority, ...first } = orders[0]
  const pin = first.isFixed ? pinOf(first) : first.pin
  return {
    id,
    siteId,
    milestoneId,
    orderCount: orders.length,
    minutesPerOrder: minutes,
    skill,
    priority: weightOfPriority(priority),
    ...(kitId === null ? {} : { kitId, kitsPerOrder: kits }),
    ...(pin === null ? {} : { pin }),
  }
}

function pinOf({ scheduledOn, crewId }: Pick<OpenOrder, 'scheduledOn' | 'crewId'>): Pin | null {
  if (scheduledOn === null || crewId === null) return null
  return { dayOn: scheduledOn, crewId }
}

/** A crew's stay is one visit; what has a week only comes after what has a day. */
function visitsOf(bundleId: string, orders: readonly OpenOrder[], startOn: Day): Visit[] {
  const stays = Map.groupBy(orders, (order) => stayOf(order, startOn))
  stays.delete('')
  return [...stays]
    .toSorted(([a], [b]) => compare(a, b))
    .flatMap(([, own], part) => {
      const [first] = own
      const weekOn = weekOnOf(first, startOn)
      if (weekOn === null) return []
      const base = {
        bundleId,
        part,
        orderCount: own.length,
        territoryId: first.territoryId,
        weekOn,
        minutes: own.length * first.minutes,
      }
      if (!hasDay(first, startOn)) return [base]
      // Only the order of the starts is known of a plan in force: it is what re-planning keeps.
      return [
        {
          ...base,
          crewId: first.crewId,
          dayOn: first.scheduledOn,
          ...(first.position === null ? {} : { startMinute: first.position }),
        },
      ]
    })
}

function stayOf(order: OpenOrder, startOn: Day): string {
  if (hasDay(order, startOn)) return `day ${order.scheduledOn} ${order.crewId}`
  const weekOn = weekOnOf(order, startOn)
  return weekOn === null ? '' : `week ${weekOn}`
}

/** Whether the order has a crew and a day that is not over. */
export function hasDay<Order extends Pick<OpenOrder, 'crewId' | 'scheduledOn'>>(
  order: Order,
  startOn: Day,
): order is Order & { crewId: string; scheduledOn: Day } {
  return order.crewId !== null && order.scheduledOn !== null && order.scheduledOn >= startOn
}

function weekOnOf(order: OpenOrder, startOn: Day): Day | null {
  if (hasDay(order, startOn)) return weekOf(order.scheduledOn)
  const { intendedWeekOn } = order
  return intendedWeekOn !== null && intendedWeekOn >= weekOf(startOn) ? intendedWeekOn : null
}

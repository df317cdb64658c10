import type { Day } from '../../time/index.ts'
import type { PlanningProblem, Reason, Schedule, Unscheduled, Visit } from '../problem.ts'
import { compare } from '../tactical/crews.ts'
import { validate } from '../validate/schedule.ts'
import type { Violation } from '../validate/violation.ts'
import { hasDay, type BundledOrders, type OpenOrder } from './open-orders.ts'

/** What a plan wants of an order, beside what is in force. */
export const ORDER_CHANGES = ['added', 'moved', 'dropped', 'kept', 'later', 'left'] as const
export type OrderChangeKind = (typeof ORDER_CHANGES)[number]

/** One order in a plan. */
export interface PlannedOrder {
  readonly order: OpenOrder
  /**
   * `added`, `moved` and `dropped` are to be reviewed; `kept` is as it was; `later` has a week and no
   * day yet; `left` has no place.
   */
  readonly change: OrderChangeKind
  readonly visit: Visit | null
  /** Its place in the crew's day, from 1. */
  readonly position: number | null
  /** Why it is late or has no place. */
  readonly reason: Reason | null
  /** The rule that its old place breaks, where it has to leave it. */
  readonly cause: Violation | null
}

/**
 * Says of each order what the schedule makes of it. Within a bundle all orders are alike, so each
 * visit keeps those that are there already and takes the rest in the order of their numbers.
 */
export function plannedOrders(
  problem: PlanningProblem,
  bundled: BundledOrders,
  schedule: Pick<Schedule, 'visits' | 'unscheduled'>,
): PlannedOrder[] {
  const causes = new Causes(problem)
  const positions = positionsOf(schedule.visits)
  const visitsOf = Map.groupBy(schedule.visits, ({ bundleId }) => bundleId)
  const leftOf = Map.groupBy(schedule.unscheduled, ({ bundleId }) => bundleId)
  return [...bundled.ordersOf].flatMap(([bundleId, orders]) => {
    const shared = shareOut(orders, visitsOf.get(bundleId) ?? [])
    const left = [...(leftOf.get(bundleId) ?? [])].flatMap(repeat)
    return orders.map((order): PlannedOrder => {
      const visit = shared.get(order) ?? null
      const reason = visit ? (visit.late ?? null) : (left.shift()?.reason ?? null)
      const change = changeOf(order, visit, problem.startOn)
      const isMoved = change === 'moved' || change === 'dropped'
      return {
        order,
        change,
        visit,
        position: visit ? (positions.get(visit) ?? null) : null,
        reason,
        cause: isMoved ? causes.of(bundleId, order) : null,
      }
    })
  })
}

function repeat(entry: Unscheduled): Unscheduled[] {
  return Array.from({ length: entry.orderCount }, () => entry)
}

function changeOf(order: OpenOrder, visit: Visit | null, startOn: Day): OrderChangeKind {
  const hasPlace = order.crewId !== null && order.scheduledOn !== null
  if (!visit?.dayOn) {
    if (hasPlace) return 'dropped'
    return visit ? 'later' : 'left'
  }
  if (!hasPlace) return 'added'
  const isSame = visit.dayOn === order.scheduledOn && visit.crewId === order.crewId
  return isSame && hasDay(order, startOn) ? 'kept' : 'moved'
}

/** Which orders of a bundle each visit takes. */
function shareOut(orders: readonly OpenOrder[], visits: readonly Visit[]): Map<OpenOrder, Visit> {
  const shared = new Map<OpenOrder, Visit>()
  const rest = new Set(orders)
  const open = visits.map((visit) => ({ visit, room: visit.orderCount }))
  const take = (entry: (typeof open)[number], order: OpenOrder) => {
    shared.set(order, entry.visit)
    rest.delete(order)
    entry.room--
  }
  for (const entry of open)
    for (const order of rest) if (entry.room > 0 && isThere(order, entry.visit)) take(entry, order)
  const inTurn = open.toSorted((a, b) => compare(whenOf(a.visit), whenOf(b.visit)))
  for (const entry of inTurn)
    for (const order of rest) {
      if (entry.room <= 0) break
      take(entry, order)
    }
  return shared
}

function isThere({ crewId, scheduledOn }: OpenOrder, visit: Visit): boolean {
  return visit.dayOn !== undefined && crewId === visit.crewId && scheduledOn === visit.dayOn
}

function whenOf({ dayOn, weekOn }: Visit): string {
  return dayOn ?? `${weekOn} later`
}

function positionsOf(visits: readonly Visit[]): Map<Visit, number> {
  const positions = new Map<Visit, number>()
  const days = Map.groupBy(
    visits.filter(({ dayOn }) => dayOn !== undefined),
    ({ crewId, dayOn }) => `${crewId} ${dayOn}`,
  )
  for (const own of days.values()) {
    const inOrder = own.toSorted((a, b) => (a.startMinute ?? 0) - (b.startMinute ?? 0))
    for (const [index, visit] of inOrder.entries()) positions.set(visit, index + 1)
  }
  return positions
}

/** What is wrong with the plan in force, so that a move can say why. */
class Causes {
  private readonly byPart = new Map<string, Violation>()
  private readonly kits: readonly Violation[]
  private readonly bundles: ReadonlyMap<string, PlanningProblem['bundles'][number]>
  private readonly sites: ReadonlyMap<string, PlanningProblem['sites'][number]>

  constructor(problem: PlanningProblem) {
    this.bundles = new Map(problem.bundles.map((bundle) => [bundle.id, bundle]))
    this.sites = new Map(problem.sites.map((site) => [site.id, site]))
    const visits = problem.current ?? []
    const found = validate(problem, { visits, unscheduled: [] })
    const partNames = new Map(visits.map((visit) => [`${visit.bundleId} ${visit.part}`, visit]))
    for (const violation of found) {
      // A plan in force counts no orders and knows no starts; its other faults are real.
      if (['ORDERS_MISCOUNTED', 'LATE_WITHOUT_REASON', 'OVERLAP'].includes(violation.rule)) continue
      const visit = partNames.get(`${violation.bundleId} ${violation.part}`)
      if (visit?.dayOn === undefined) continue
      if (violation.rule === 'OUTSIDE_SHIFT' || violation.rule === 'ACCESS_CLOSED')
        if (violation.by !== undefined) continue
      this.byPart.set(`${violation.bundleId} ${visit.dayOn} ${visit.crewId}`, violation)
    }
    this.kits = found.filter(({ rule }) => rule === 'KIT_SHORT')
  }

  of(bundleId: string, { crewId, scheduledOn }: OpenOrder): Violation | null {
    const own = this.byPart.get(`${bundleId} ${scheduledOn} ${crewId}`)
    if (own) return own
    const bundle = this.bundles.get(bundleId)
    const depotId = this.sites.get(bundle?.siteId ?? '')?.depotId
    const short = this.kits.find(
      (violation) =>
        violation.kitId === bundle?.kitId &&
        violation.depotId === (depotId ?? '') &&
        scheduledOn !== null &&
        violation.on !== undefined &&
        violation.on <= scheduledOn,
    )
    return short ?? null
  }
}

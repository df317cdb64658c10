import type { Actor } from '@changeover/shared/accounts'
import { AppError, type Id } from '@changeover/shared/commands'
import { inRouteOrder, type OrderDetail, type OrderPort } from '@changeover/shared/orders'
import { pickKit } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { isCrewBound } from '../accounts/index.ts'
import type { Database } from '../db/database.ts'
import { rulesOf } from '../program/index.ts'
import { requireManager, visibleOrders } from './access.ts'
import { parseSteps } from './close-repository.ts'
import {
  readAnswers,
  readChecklists,
  readDetails,
  readEvidence,
  readOrderPorts,
} from './details-repository.ts'
import { readCatalogue } from './generation-repository.ts'
import { readReports, readSitePhotos } from './reports-repository.ts'
import type { AsOf } from '../past/index.ts'

type Kit = Awaited<ReturnType<typeof readCatalogue>>['kits'][number]

/**
 * An order with everything that its page and the phone need; with `asOf`, as it was at the end of that day.
 * Who may see it is decided by today's rights.
 * @throws AppError `NOT_FOUND` also for a day before it was made.
 */
export async function getOrder(
  db: Database,
  actor: Actor,
  orderId: Id<'WorkOrder'>,
  asOf: AsOf = null,
): Promise<OrderDetail> {
  const [order] = await loadOrders(
    db,
    sql<boolean>`(${visibleOrders(actor)} and w.id = ${orderId})`,
    asOf,
  )
  if (!order) throw new AppError('NOT_FOUND', { orderId })
  return order
}

/** What a phone takes along. */
interface CrewDays {
  crew: { id: Id<'Crew'>; name: string } | null
  orders: OrderDetail[]
  /** The newest of each code: an order whose hardware differs goes on with the one of its kit. */
  checklists: NonNullable<OrderDetail['checklist']>[]
}

/**
 * A crew's orders of some days, each day in the order to drive them. Somebody who works for a crew
 * gets that crew's; managers name one.
 */
export async function ordersOfDays(
  db: Database,
  actor: Actor,
  request: { from: Day; to: Day; crewId: Id<'Crew'> | null },
): Promise<CrewDays> {
  const crewId = isCrewBound(actor) ? actor.crewId : (request.crewId ?? actor.crewId)
  if (request.crewId && request.crewId !== actor.crewId) requireManager(actor, 'crew')
  if (!crewId) return { crew: null, orders: [], checklists: [] }
  const [crew, orders, checklists] = await Promise.all([
    db
      .selectFrom('crew')
      .select(['id', 'name', 'homeLat', 'homeLon'])
      .where('id', '=', crewId)
      .executeTakeFirst(),
    loadOrders(
      db,
      sql<boolean>`(${visibleOrders(actor)} and w.crew_id = ${crewId} and w.state <> 'planned'
        and (w.state <> 'cancelled' or exists (select from order_late_report l where l.order_id = w.id))
        and (w.scheduled_on between ${request.from}::date and ${request.to}::date
          or (w.scheduled_on < ${request.from}::date and w.state in ('en_route', 'on_site', 'in_progress', 'reopened'))))`,
    ),
    readChecklists(db),
  ])
  if (!crew) return { crew: null, orders: [], checklists: [] }
  const home =
    crew.homeLat !== null && crew.homeLon !== null ? { lat: crew.homeLat, lon: crew.homeLon } : null
  const days = [...new Set(orders.map(({ scheduledOn }) => scheduledOn))]
  const stops = days.flatMap((day) =>
    inRouteOrder(
      orders
        .filter(({ scheduledOn }) => scheduledOn === day)
        .map((order) => ({
          order,
          lat: order.site.lat,
          lon: order.site.lon,
          position: order.routePosition,
        })),
      home,
    ),
  )
  return {
    crew: { id: crew.id, name: crew.name },
    orders: stops.map(({ order }) => order),
    checklists: checklists.map(({ steps, ...about }) => ({ ...about, steps: parseSteps(steps) })),
  }
}

async function loadOrders(
  db: Database,
  where: RawBuilder<boolean>,
  asOf: AsOf = null,
): Promise<OrderDetail[]> {
  const rows = await readDetails(db, where, asOf)
  const ids = rows.map(({ id }) => id)
  const [ports, answers, evidence, catalogue, reports, sitePhotos] = await Promise.all([
    readOrderPorts(db, ids, asOf),
    readAnswers(db, ids, asOf),
    readEvidence(db, ids, asOf),
    readCatalogue(db, asOf),
    readReports(db, ids, asOf),
    readSitePhotos(db, ids, asOf),
  ])
  const ofOrder = <Row extends { orderId: Id<'WorkOrder'> }>(
    all: readonly Row[],
    id: Id<'WorkOrder'>,
  ) => all.filter(({ orderId }) => orderId === id).map(({ orderId: _unused, ...row }) => row)
  return rows.map(({ rules, checklist, ...order }) => {
    const own = ofOrder(ports, order.id)
    return {
      ...order,
      keepsJ1772: rulesOf(rules).keepsJ1772,
      kits: kitsFor(own, catalogue.kits, order.addsStandard),
      ports: own,
      checklist: checklist && { ...checklist, steps: parseSteps(checklist.steps) },
      answers: ofOrder(answers, order.id),
      evidence: ofOrder(evidence, order.id),
      observations: ofOrder(reports.observations, order.id),
      parts: ofOrder(reports.parts, order.id),
      lateReports: ofOrder(reports.lateReports, order.id),
      sitePhotos: ofOrder(sitePhotos, order.id),
    }
  })
}

/** The kits that the ports take, and for ports that nobody has looked at every kit that may fit. */
function kitsFor(
  ports: readonly Omit<OrderPort, 'orderId'>[],
  kits: readonly Kit[],
  addsStandard: string | null,
) {
  const wanted = new Set<Kit>()
  for (const port of ports) {
    const own = kits.find(({ id }) => id === port.kitTypeId)
    if (own) wanted.add(own)
    else if (addsStandard) {
      const answer = pickKit({ ...port, side: null }, kits, addsStandard)
      if (answer.kind === 'question') for (const kit of answer.candidates) wanted.add(kit)
    }
  }
  return [...wanted]
}

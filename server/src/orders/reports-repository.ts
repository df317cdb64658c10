import type { Id } from '@changeover/shared/commands'
import type { OrderDetail, OrderReports } from '@changeover/shared/orders'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { isAfter, isKnown, tableThen, type AsOf } from '../past/index.ts'

type OfOrder<Row> = Row & { orderId: Id<'WorkOrder'> }

const PHOTOS_A_SITE = 4

/** What crews reported of the orders beside their answers and photos. */
export async function readReports(db: Database, orderIds: readonly Id<'WorkOrder'>[], asOf: AsOf) {
  const [observations, parts, lateReports] = await Promise.all([
    sql<OfOrder<OrderReports['observations'][number]>>`
      select o.order_id, k.name as kit_name, o.description, o.effect, o.observed_at, e.name as observed_by
      from order_observation o left join ${tableThen('kit_type', asOf)} k on k.id = o.kit_type_id left join person e on e.id = o.observed_by
      where o.order_id = any (${[...orderIds]}::uuid[]) and ${isKnown(asOf, 'o.command_id')} order by o.observed_at, o.command_id
    `.execute(db),
    sql<OfOrder<OrderReports['parts'][number]>>`
      select order_id, id, kind, name, serial, is_faulty, note, recorded_on from order_part
      where order_id = any (${[...orderIds]}::uuid[]) and ${isKnown(asOf, 'order_part.command_id')} order by recorded_on, name, id
    `.execute(db),
    sql<OfOrder<OrderReports['lateReports'][number]>>`
      select l.order_id, l.name, l.reason, l.occurred_at, e.name as reported_by, c.name as crew_name, l.data
      from order_late_report l left join person e on e.id = l.reported_by left join ${tableThen('crew', asOf)} c on c.id = l.crew_id
      where l.order_id = any (${[...orderIds]}::uuid[]) and ${isKnown(asOf, 'l.command_id')} order by l.occurred_at, l.command_id
    `.execute(db),
  ])
  return { observations: observations.rows, parts: parts.rows, lateReports: lateReports.rows }
}

/** The latest photos that earlier orders left of the same sites, a few each. */
export async function readSitePhotos(
  db: Database,
  orderIds: readonly Id<'WorkOrder'>[],
  asOf: AsOf,
) {
  const arrived = asOf === null ? sql`true` : sql`not ${isAfter(asOf, sql`f.stored_at`)}`
  const { rows } = await sql<OfOrder<OrderDetail['sitePhotos'][number]>>`
    select w.id as order_id, p.sha256, p.kind, p.taken_at from work_order w
    cross join lateral (
      select e.sha256, e.kind, e.taken_at from work_order o join evidence e on e.order_id = o.id
      join stored_file f on f.sha256 = e.sha256
      where o.site_id = w.site_id and o.id <> w.id and ${arrived} order by e.taken_at desc, e.id desc limit ${PHOTOS_A_SITE}
    ) p
    where w.id = any (${[...orderIds]}::uuid[])
  `.execute(db)
  return rows
}

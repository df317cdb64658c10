import type { Actor } from '@changeover/shared/accounts'
import type { ReturnedPart } from '@changeover/shared/orders'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Cell } from '../spreadsheet/index.ts'
import { visibleOrders } from './access.ts'
import { isKnown, joinThen, ordersOn, tableThen, type AsOf } from '../past/index.ts'

const SHOWN = 500
const PAGE = 5_000

/** The newest returned parts of the actor's regions, now or as of a past day; `isCut` when there are more. */
export async function listReturns(
  db: Database,
  actor: Actor,
  request: { onlyFaulty: boolean; asOf: AsOf },
): Promise<{ rows: ReturnedPart[]; isCut: boolean }> {
  const rows = await readReturns(db, actor, { ...request, after: null, limit: SHOWN + 1 })
  return { rows: rows.slice(0, SHOWN), isCut: rows.length > SHOWN }
}

/** The heads of the table of returned parts. */
export const returnHeads = [
  'Part',
  'Serial',
  'Faulty',
  'Note',
  'Order',
  'Site',
  'Region',
  'Crew',
  'Returned on',
]

/** All of them, a page at a time. */
export async function* readReturnRows(db: Database, actor: Actor): AsyncGenerator<Cell[][]> {
  let after: ReturnedPart | null = null
  for (;;) {
    const rows: ReturnedPart[] = await readReturns(db, actor, {
      onlyFaulty: false,
      asOf: null,
      after,
      limit: PAGE,
    })
    yield rows.map((row) => [
      row.name,
      row.serial,
      row.isFaulty ? 'yes' : 'no',
      row.note,
      row.orderNumber,
      row.siteName,
      row.region,
      row.crewName,
      row.recordedOn,
    ])
    after = rows.at(-1) ?? null
    if (rows.length < PAGE) return
  }
}

async function readReturns(
  db: Database,
  actor: Actor,
  request: { onlyFaulty: boolean; asOf: AsOf; after: ReturnedPart | null; limit: number },
): Promise<ReturnedPart[]> {
  const { onlyFaulty, asOf, after, limit } = request
  const orders =
    asOf === null
      ? sql`work_order w`
      : sql`(select past.* from ${ordersOn(asOf, { of: sql`select order_id from part` })}) as w`
  const { rows } = await sql<ReturnedPart>`
    with part as materialized (
      select p.* from order_part p join work_order w on w.id = p.order_id
      where p.kind = 'returned' and ${visibleOrders(actor)} and (p.is_faulty or not ${onlyFaulty}) and ${isKnown(asOf, 'p.command_id')}
        ${after ? sql`and (p.recorded_on, p.id) < (${after.recordedOn}::date, ${after.id}::uuid)` : sql``}
      order by p.recorded_on desc, p.id desc limit ${limit}
    )
    select p.id, p.name, p.serial, p.is_faulty, p.note, p.recorded_on, w.id as order_id, w.number as order_number,
      t.name as site_name, w.region, c.name as crew_name
    from part p join ${orders} on w.id = p.order_id
    ${joinThen('site', 't', sql`w.site_id`, asOf)} left join ${tableThen('crew', asOf)} c on c.id = w.crew_id
    order by p.recorded_on desc, p.id desc
  `.execute(db)
  return rows
}

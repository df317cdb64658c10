import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { regionCondition } from '../../../accounts/index.ts'
import { idOf } from '../names.ts'
import { idsOf, keptRows, orNull, removedIds, type InputStore, type StoredRow } from '../store.ts'
import { joinThen, ordersOn, tableThen, type Column } from '../../../past/index.ts'

/** What a work order has when nobody has said otherwise. */
const ORDINARY = 3

interface OrderRow {
  id: StoredRow['id']
  number: number
  site: string
  region: string
  priority: number
  weekOn: Day | null
  dayOn: Day | null
  crew: string | null
}

const open = sql`w.deleted_at is null and w.state not in ('done', 'verified', 'cancelled')`

/** Open orders out of the ordinary: urgent or of low priority, or put somewhere by hand. */
export const priorities: InputStore = {
  isKeyedById: true,

  async read(db, wish) {
    const { asOf } = wish
    const pins = sql`(select * from ${tableThen('order_pin', asOf)} p where p.deleted_at is null)`
    const isOpen = (column: Column) => sql`w.deleted_at is null
      and ${column('state')} not in ('done', 'verified', 'cancelled')
      and (${wish.programId}::uuid is null or w.program_id = ${wish.programId})
      and ${regionCondition(wish.actor, 'w.region')}
      and (${idsOf(wish)}::uuid[] is null or w.id = any (${idsOf(wish)}::uuid[]))`
    const isPinned = sql`w.id in (select order_id from ${pins} as pinned)`
    const isOrdinary = (column: Column) => sql`${column('priority')} = ${sql.lit(ORDINARY)}`
    const isListed = (column: Column) =>
      sql`(${wish.ids !== undefined} or not ${isOrdinary(column)} or ${isPinned})`
    const now: Column = (name) => sql.ref(`w.${name}`)
    const today = sql`select w.* from work_order w where ${isOpen(now)}`
    // Two questions, of which each has its few orders in an index; of both at once all orders would be asked.
    const listed =
      wish.ids !== undefined
        ? today
        : sql`${today} and ${now('priority')} <> ${sql.lit(ORDINARY)} union all ${today} and ${isOrdinary(now)} and ${isPinned}`
    const orders =
      asOf === null
        ? listed
        : sql`select past.* from ${ordersOn(asOf, { where: (column) => sql`${isOpen(column)} and ${isListed(column)}` })}`
    const { rows } = await sql<OrderRow>`
      select o.id, o.number, s.name as site, o.region, o.priority, p.week_on, p.day_on, c.name as crew
      from (${orders}) as o ${joinThen('site', 's', sql`o.site_id`, asOf)}
      left join ${pins} p on p.order_id = o.id
      left join ${tableThen('crew', asOf)} c on c.id = p.crew_id
      order by o.number
    `.execute(db)
    return rows.map((row) => ({
      id: row.id,
      cells: {
        order: String(row.number),
        site: row.site,
        priority: String(row.priority),
        week: row.weekOn ?? '',
        day: row.dayOn ?? '',
        crew: row.crew ?? '',
      },
      regions: [row.region],
      isOrdinary: row.priority === ORDINARY && !row.weekOn && !row.dayOn && !row.crew,
    }))
  },

  regionsOf: () => [],

  async locate(db, actor, rows) {
    const numbers = rows.flatMap(({ order = '' }) => (/^\d+$/.test(order) ? [order] : []))
    const { rows: found } = await sql<{
      id: StoredRow['id']
      number: number
      site: string
      region: string
    }>`
      select w.id, w.number, s.name as site, w.region from work_order w join site s on s.id = w.site_id
      where w.number = any (${numbers}::bigint[]) and ${open} and ${regionCondition(actor, 'w.region')}
    `.execute(db)
    const byNumber = new Map(found.map((order) => [String(order.number), order]))
    return rows.map(({ order = '' }) => {
      const known = byNumber.get(order)
      if (!known) return { fault: { column: 'order', code: 'ORDER_UNKNOWN' } }
      return { id: known.id, cells: { order, site: known.site }, regions: [known.region] }
    })
  },

  async write(work, changes, names) {
    const rows = keptRows(changes, ({ priority, week, day, crew }) => ({
      priority: Number(priority),
      week_on: orNull(week),
      day_on: orNull(day),
      crew_id: idOf(names.crews, crew),
    }))
    await sql`
      update work_order w set priority = r.priority, version = w.version + 1
      from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, priority smallint)
      where w.id = r.id and w.priority <> r.priority
    `.execute(work.tx)
    await sql`
      insert into order_pin (order_id, week_on, day_on, crew_id)
      select r.id, r.week_on, r.day_on, r.crew_id
      from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, week_on date, day_on date, crew_id uuid)
      where num_nonnulls(r.week_on, r.day_on, r.crew_id) > 0
      on conflict (order_id) do update set week_on = excluded.week_on, day_on = excluded.day_on, crew_id = excluded.crew_id,
        version = order_pin.version + 1, deleted_at = null
    `.execute(work.tx)
    const free = changes.filter(({ after }) => !after?.week && !after?.day && !after?.crew)
    await sql`
      update order_pin set deleted_at = now(), version = version + 1
      where order_id = any (${free.map(({ id }) => id)}::uuid[]) and deleted_at is null
    `.execute(work.tx)
    await sql`
      update work_order set priority = ${ORDINARY}, version = version + 1
      where id = any (${removedIds(changes)}::uuid[]) and priority <> ${ORDINARY}
    `.execute(work.tx)
    work.stale('orders')
  },
}

import type { Actor } from '@changeover/shared/accounts'
import type { ORDER_SORTS, OrderFilter, OrderRow } from '@changeover/shared/orders'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../db/database.ts'
import { filterCondition } from './filter.ts'

/** Beyond this many rows the total is the database's estimate. */
const COUNTED_EXACTLY = 10_000

export type OrderSort = (typeof ORDER_SORTS)[number]

export interface ListRequest {
  filter: OrderFilter
  sort: { by: OrderSort; isDescending: boolean }
  /** The last row of the page before: its sort value and number. */
  after: { value: string | null; number: number } | null
  limit: number
}

const sortColumns = {
  number: sql`w.number`,
  scheduledOn: sql`w.scheduled_on`,
  dueOn: sql`w.due_on`,
  stateSince: sql`w.state_since`,
}

/**
 * A page of orders by key: the thousandth page costs what the first does. Orders without the day
 * that is sorted by come last, or first in descending order; a page that reaches over that border is
 * read in two stretches, because one condition over both could not use an index.
 */
export async function listOrders(db: Database, actor: Actor, request: ListRequest, now: string) {
  const found: SortedRow[] = []
  for (const stretch of stretchesOf(request)) {
    const missing = request.limit + 1 - found.length
    if (missing > 0) found.push(...(await readStretch(db, actor, request, now, stretch, missing)))
  }
  const page = found.slice(0, request.limit)
  const last = page.at(-1)
  return {
    rows: page.map(({ sortValue: _unused, ...row }) => row),
    next:
      found.length > page.length && last ? { value: last.sortValue, number: last.number } : null,
  }
}

type SortedRow = OrderRow & { sortValue: string | null }

async function readStretch(
  db: Database,
  actor: Actor,
  { filter, sort: { by, isDescending } }: ListRequest,
  now: string,
  stretch: RawBuilder<unknown>,
  limit: number,
): Promise<SortedRow[]> {
  const column = sortColumns[by]
  const direction = isDescending ? sql`desc nulls first` : sql`asc nulls last`
  const order =
    by === 'number'
      ? sql`w.number ${direction}`
      : sql`${column} ${direction}, w.number ${direction}`
  const { rows } = await sql<SortedRow>`
    select w.id, w.number, w.version, w.state, w.state_since, w.site_id, t.name as site_name, t.city, w.region, w.charge,
      m.name as milestone_name, k.name as kit_name, w.port_count, w.priority, c.name as crew_name,
      w.scheduled_on, w.due_on, w.done_on, w.blocked_reason, ${column}::text as sort_value
    from work_order w join site t on t.id = w.site_id join milestone m on m.id = w.milestone_id
    left join kit_type k on k.id = w.kit_type_id left join crew c on c.id = w.crew_id
    where ${filterCondition(actor, filter, now)} and ${stretch}
    order by ${order} limit ${limit}
  `.execute(db)
  return rows
}

/** What lies beyond the last row of the page before, in the order in which it is read. */
function stretchesOf({ sort: { by, isDescending }, after }: ListRequest): RawBuilder<unknown>[] {
  if (!after) return [sql`true`]
  const beyond = isDescending ? sql`<` : sql`>`
  const column = sortColumns[by]
  const ties = sql`w.number ${beyond} ${after.number}`
  if (by === 'number') return [ties]
  if (after.value === null) {
    const rest = sql`(${column} is null and ${ties})`
    return isDescending ? [rest, sql`${column} is not null`] : [rest]
  }
  const value = by === 'stateSince' ? sql`${after.value}::timestamptz` : sql`${after.value}::date`
  const further = sql`(${column}, w.number) ${beyond} (${value}, ${after.number})`
  return isDescending || by === 'stateSince' ? [further] : [further, sql`${column} is null`]
}

/** How many orders the filter finds: counted up to ten thousand, estimated beyond. */
export async function countOrders(
  db: Database,
  actor: Actor,
  filter: OrderFilter,
  now: string,
): Promise<{ total: number; isEstimate: boolean }> {
  const matching = sql`from work_order w where ${filterCondition(actor, filter, now)}`
  const counted = await sql<{ count: number }>`
    select count(*) as count from (select ${matching} limit ${COUNTED_EXACTLY + 1}) as counted
  `.execute(db)
  const { count } = counted.rows[0]
  if (count <= COUNTED_EXACTLY) return { total: count, isEstimate: false }
  const plan = await sql<
    Record<string, [{ Plan: { 'Plan Rows': number } }]>
  >`explain (format json) select ${matching}`.execute(db)
  const [explained] = Object.values(plan.rows[0])
  return { total: Math.max(count, explained[0].Plan['Plan Rows']), isEstimate: true }
}

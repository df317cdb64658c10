/**
 * The rows behind a figure: what adds up to a number that a chart shows. Every figure is a fragment of
 * SQL with the columns key, order_id, site_id, name, region, day, note and quantity; here they are
 * summed, sorted and paged alike.
 */
import type { Actor } from '@changeover/shared/accounts'
import { unitOf, type Figure } from '@changeover/shared/progress'
import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../db/database.ts'
import { scopeFor, type ProgressFilter, type ProgressScope } from '../scope.ts'
import { causeRows, changeRows } from './change-figures.ts'
import { homeKitRows, kitRows } from './kit-figures.ts'
import { connectorRows, coverageRows, removedRows } from './network-figures.ts'
import { ageingRows, doneRows, scopeRows, stateRows } from './order-figures.ts'
import { blockedDayRows, blockedPortRows, firstVisitRows, notLiveRows } from './visit-figures.ts'

export interface FigureRow {
  key: string
  orderId: Id<'WorkOrder'> | null
  orderNumber: number | null
  siteId: Id<'Site'> | null
  /** The site, or what else is counted. */
  name: string
  city: string | null
  region: string
  day: Day | null
  note: string | null
  quantity: number
}

/** Where the page before ended; rows go from the earliest day on. */
export interface RowKey {
  day: Day | null
  key: string
}

export interface RowsRequest {
  figure: Figure
  filter: ProgressFilter
  after: RowKey | null
  limit: number
}

const NO_DAY = '-infinity'

/** A page of a figure's rows with the sum of all of them: the sum is the number that was shown. */
export async function figureRows(db: Database, actor: Actor, request: RowsRequest, today: Day) {
  const scope = scopeFor(actor, request.filter, today)
  const [totals, page] = await Promise.all([
    sql<{ sum: number; count: number }>`
      select coalesce(sum(quantity), 0)::int as sum, count(*)::int as count
      from (${fragmentOf(scope, request.figure)}) as part
    `.execute(db),
    firstRows(db, scope, request.figure, request.after, request.limit + 1),
  ])
  const rows = page.slice(0, request.limit)
  const last = rows.at(-1)
  return {
    asOf: scope.asOf,
    unit: unitOf(request.figure),
    ...totals.rows[0],
    rows,
    next: page.length > rows.length && last ? { day: last.day, key: last.key } : null,
  }
}

/** The first rows of a figure beyond a key, with what names them, which is looked up for these alone. */
export async function firstRows(
  db: Database,
  scope: ProgressScope,
  figure: Figure,
  after: RowKey | null,
  limit: number,
): Promise<FigureRow[]> {
  const { rows } = await sql<FigureRow>`
    select part.key, part.order_id as "orderId", w.number as "orderNumber", part.site_id as "siteId",
      coalesce(part.name, s.name, '') as name, s.city, part.region, part.day, part.note, part.quantity
    from (
      select * from (${fragmentOf(scope, figure)}) as part where ${afterKey(after)}
      order by coalesce(part.day, ${NO_DAY}::date), part.key limit ${limit}
    ) as part left join work_order w on w.id = part.order_id left join site s on s.id = part.site_id
    order by coalesce(part.day, ${NO_DAY}::date), part.key
  `.execute(db)
  return rows
}

function afterKey(after: RowKey | null): RawBuilder<unknown> {
  if (!after) return sql`true`
  return sql`(coalesce(part.day, ${NO_DAY}::date), part.key) > (${after.day ?? NO_DAY}::date, ${after.key})`
}

function fragmentOf(scope: ProgressScope, figure: Figure): RawBuilder<unknown> {
  switch (figure.figure) {
    case 'done':
      return figure.charge === 'HOME'
        ? homeKitRows(scope, { ...figure, step: 'installed' })
        : doneRows(scope, figure)
    case 'scope':
      return figure.charge === 'HOME'
        ? homeKitRows(scope, { step: 'ordered' })
        : scopeRows(scope, figure)
    case 'orders':
      return stateRows(scope, figure)
    case 'blockedDays':
      return blockedDayRows(scope, figure)
    case 'blockedPorts':
      return blockedPortRows(scope, figure)
    case 'ageing':
      return ageingRows(scope, figure)
    case 'firstVisits':
      return firstVisitRows(scope, figure)
    case 'notLive':
      return notLiveRows(scope, figure)
    case 'connectors':
      return connectorRows(scope, figure)
    case 'removed':
      return removedRows(scope, figure)
    case 'coverage':
      return coverageRows(scope, figure)
    case 'homeKits':
      return homeKitRows(scope, figure)
    case 'kits':
      return kitRows(scope, figure)
    case 'changes':
      return changeRows(scope, figure)
    case 'causes':
      return causeRows(scope, figure)
  }
}

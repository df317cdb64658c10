/**
 * The rows behind a figure: what adds up to a number that a chart shows, sorted and paged alike. Pages go by
 * key, so that the last costs what the first does; what names a row is looked up for the page alone.
 */
import type { Actor } from '@changeover/shared/accounts'
import { AppError, IdSchema, type Id } from '@changeover/shared/commands'
import { unitOf, type Figure } from '@changeover/shared/progress'
import { DaySchema, type Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../db/database.ts'
import { scopeFor, type ProgressFilter, type ProgressScope } from '../scope.ts'
import type { FigurePart } from './figure-part.ts'
import { partOf } from './parts.ts'

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

/** Where the page before ended: the value that the rows go by, and the row. For nobody to read but this. */
export interface RowKey {
  at: string | null
  id: string
}

export interface RowsRequest {
  figure: Figure
  filter: ProgressFilter
  after: RowKey | null
  limit: number
}

/** A page of a figure's rows. @throws AppError `INVALID` for an `after` that no page of the figure gave. */
export async function figureRows(db: Database, actor: Actor, request: RowsRequest, today: Day) {
  const scope = scopeFor(actor, request.filter, today)
  const { figure, after, limit } = request
  const page = await firstRows(db, scope, figure, after, limit + 1)
  const last = page.length > limit ? page[limit - 1] : null
  return {
    asOf: scope.asOf,
    unit: unitOf(figure),
    rows: page.slice(0, limit).map(({ at: _at, id: _id, ...row }) => row),
    next: last ? { at: last.at, id: last.id } : null,
  }
}

/** The first rows of a figure beyond a key, with what names them. */
export async function firstRows(
  db: Database,
  scope: ProgressScope,
  figure: Figure,
  after: RowKey | null,
  limit: number,
): Promise<(FigureRow & RowKey)[]> {
  const part = partOf(scope, figure)
  const { by } = part
  const at = by ? sql.ref(`part.${by.column}`) : sql`null`
  const order = by ? sql`${at}, part.id` : sql`part.id`
  // An order that is timed by the instant tells its day where its site is.
  const day =
    by?.type === 'timestamptz'
      ? sql`coalesce(part.day, (part.at at time zone s.time_zone)::date)`
      : sql`part.day`
  const { rows } = await sql<FigureRow & RowKey>`
    select concat_ws(' ', ${part.key ?? sql`part.id`}, ${day}) as key, ${at}::text as at, part.id::text as id, part.order_id as "orderId", w.number as "orderNumber",
      s.id as "siteId", coalesce(part.name, s.name, '') as name, s.city, coalesce(part.region, w.region, '') as region,
      ${day} as day, part.note, part.quantity
    from (${pageOf(part, after, limit)}) as part left join work_order w on w.id = part.order_id left join site s on s.id = coalesce(part.site_id, w.site_id)
    order by ${order}
  `.execute(db)
  return rows
}

function pageOf(part: FigurePart, after: RowKey | null, limit: number): RawBuilder<unknown> {
  const by = part.grouped?.by ?? (part.by && sql.ref(`part.${part.by.column}`))
  const id = part.grouped?.id ?? sql`part.id`
  const beyond = isBeyond(part, after, by, id)
  const end = sql`order by ${by ? sql`${by}, ${id}` : id} limit ${limit}`
  return part.grouped
    ? sql`${part.rows} having ${beyond} ${end}`
    : sql`select * from (${part.rows}) as part where ${beyond} ${end}`
}

function isBeyond(
  part: FigurePart,
  after: RowKey | null,
  by: RawBuilder<unknown> | null,
  rowId: RawBuilder<unknown>,
): RawBuilder<unknown> {
  if (!after) return sql`true`
  if (!isOf[part.idType](after.id)) throw new AppError('INVALID', { field: 'after' })
  const id = sql`${after.id}::${sql.raw(part.idType)}`
  if (!part.by) return sql`${rowId} > ${id}`
  const { type } = part.by
  if (!after.at || !isOf[type](after.at)) throw new AppError('INVALID', { field: 'after' })
  return sql`(${by}, ${rowId}) > (${after.at}::${sql.raw(type)}, ${id})`
}

/** Whether a text is one of the database's type: it comes back from outside. */
const isOf: Record<FigurePart['idType'] | 'date' | 'timestamptz', (text: string) => boolean> = {
  uuid: (text) => IdSchema('WorkOrder').safeParse(text).success,
  bigint: (text) => /^\d{1,18}$/.test(text),
  text: () => true,
  date: (text) => text === '-infinity' || DaySchema.safeParse(text).success,
  timestamptz: (text) => !Number.isNaN(Date.parse(text)) && /^\d{4}-\d\d-\d\d \d\d:\d\d/.test(text),
}

import { sql, type RawBuilder } from 'kysely'

/**
 * What adds up to a figure: a query with the columns id, order_id, site_id, name, region, day, note and
 * quantity, in an order that an index serves, so that a page costs what it shows. Null in site_id, region
 * or day is looked up with the order, for the rows of the page alone.
 */
export interface FigurePart {
  rows: RawBuilder<unknown>
  /** By which column the rows go, before their id; null is by id alone. */
  by: { column: 'day' | 'at'; type: 'date' | 'timestamptz' } | null
  /** What tells rows of the same day apart. */
  idType: 'uuid' | 'bigint' | 'text'
  /** What names a row on a screen with its day, where it is not the id. */
  key?: RawBuilder<unknown>
  /**
   * What `by` and id are inside a query that ends with its `group by`. A page then limits the query itself: of a
   * grouping inside another query the database makes all groups first.
   */
  grouped?: { by: RawBuilder<unknown>; id: RawBuilder<unknown> }
}

/** The order of most figures: from the earliest day on. */
export const byDay = { column: 'day', type: 'date' } as const

/** The columns of a row that is about an order and says no more of it. */
export const ofOrder = sql`null::uuid as site_id, null::text as name, null::text as region`

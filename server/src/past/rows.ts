/**
 * What the database knew at the end of a past day, in the shape of its tables: a query names `tableThen`
 * or `joinThen` where it would name the table, and says of a past day what it says of today. Triggers
 * keep what rows said before (`migrations/0029_past.ts`, `0038_past_rows.ts`); days end in UTC, as the
 * server records. Without a day each fragment is the table itself.
 */
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder, type SqlBool } from 'kysely'

/** The past day that a question is about; null asks for now. */
export type AsOf = Day | null

/** The tables whose rows are kept: under which kind, and what identifies a row `x` in its kind. */
const kept = {
  crew: { kind: 'crew', subject: sql`x.id` },
  crew_shift: { kind: 'crew_shift', subject: hashed('crew_id', 'weekday') },
  crew_absence: { kind: 'crew_absence', subject: sql`x.id` },
  holiday_override: { kind: 'holiday_override', subject: sql`x.id` },
  territory: { kind: 'territory', subject: sql`x.id` },
  depot: { kind: 'depot', subject: sql`x.id` },
  kit_type: { kind: 'kit_type', subject: sql`x.id` },
  kit_receipt: { kind: 'receipt', subject: sql`x.id` },
  site_access: { kind: 'site_access', subject: sql`x.site_id` },
  site_permit: { kind: 'site_permit', subject: sql`x.site_id` },
  blackout: { kind: 'blackout', subject: sql`x.id` },
  travel_speed: { kind: 'travel_speed', subject: hashed('area_type') },
  cost_rate: { kind: 'cost_rate', subject: hashed('subject') },
  order_exception: { kind: 'order_exception', subject: sql`x.id` },
  order_pin: { kind: 'order_pin', subject: sql`x.order_id` },
  program: { kind: 'program', subject: sql`x.id` },
  milestone: { kind: 'milestone', subject: sql`x.id` },
  checklist_answer: { kind: 'checklist_answer', subject: hashed('order_id', 'step') },
  work_order_port: { kind: 'order_port', subject: hashed('order_id', 'port_id') },
  site: { kind: 'site', subject: sql`x.id` },
  station: { kind: 'station', subject: sql`x.id` },
  port: { kind: 'port', subject: sql`x.id` },
} as const
export type KeptTable = keyof typeof kept

function hashed(...columns: string[]): RawBuilder<unknown> {
  const parts = sql.join(columns.map((column) => sql`${sql.ref(`x.${column}`)}::text`))
  return sql`md5(concat_ws(' ', ${parts}))::uuid`
}

/** The first instant after the day. */
export function endOf(day: Day): RawBuilder<unknown> {
  return sql`((${day}::date + 1)::timestamp at time zone 'UTC')`
}

/** Whether an instant lies after the day. */
export function isAfter(day: Day, instant: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return sql<SqlBool>`${instant} >= ${endOf(day)}`
}

/** Whether the command in `column` (with its table's alias) was recorded after the day; one without an event was there before the records begin. */
export function wasLater(day: Day, column: string): RawBuilder<SqlBool> {
  // Its own alias is one that no query has: the column must not be taken for one of the event.
  return sql<SqlBool>`exists (select from event was_told where was_told.command_id = ${sql.ref(column)}
    and was_told.ordinal = 0 and ${isAfter(day, sql`was_told.recorded_at`)})`
}

/** Whether what the command in `column` wrote was known. */
export function isKnown(asOf: AsOf, column: string): RawBuilder<SqlBool> {
  return asOf === null ? sql<SqlBool>`true` : sql<SqlBool>`not ${wasLater(asOf, column)}`
}

/** Whether the command in `column` had not come yet: nobody had used, withdrawn or settled the row. */
export function isOpenCommand(asOf: AsOf, column: string): RawBuilder<SqlBool> {
  const isNone = sql<SqlBool>`${sql.ref(column)} is null`
  return asOf === null ? isNone : sql<SqlBool>`(${isNone} or ${wasLater(asOf, column)})`
}

/**
 * A small table as it was, its columns and all, for `from ${tableThen('crew', asOf)} c`. Deleted rows
 * come back, later ones are left out.
 */
export function tableThen(table: KeptTable, asOf: AsOf): RawBuilder<unknown> {
  if (asOf === null) return sql.table(table)
  return sql`(select x.* from ${sql.table(table)} x where ${saysTheSame(table, asOf)} union all ${saidThen(table, asOf)})`
}

/** Whether the row `x` of a table says what it said at the end of the day. */
export function saysTheSame(table: KeptTable, asOf: Day): RawBuilder<SqlBool> {
  const { kind, subject } = kept[table]
  return sql<SqlBool>`not exists (select from earlier_value k
    where k.subject_kind = ${kind} and k.subject_id = ${subject} and ${isAfter(asOf, sql`k.until`)})`
}

/** The rows of a table that have changed since, as they were. */
export function saidThen(table: KeptTable, asOf: Day): RawBuilder<unknown> {
  return sql`select said.* from (
      select distinct on (k.subject_id) k.value from earlier_value k
      where k.subject_kind = ${kept[table].kind} and ${isAfter(asOf, sql`k.until`)} order by k.subject_id, k.until
    ) as first cross join lateral jsonb_populate_record(null::${sql.table(table)}, first.value) as said
    where jsonb_typeof(first.value) = 'object'`
}

/**
 * A join to a large table, row by row: `join site t on t.id = w.site_id`, and for a past day the same `t`
 * as it was. Whether the row was there is for the caller to ask; `on` is the value of the table's id.
 */
export function joinThen(
  table: KeptTable,
  alias: string,
  on: RawBuilder<unknown>,
  asOf: AsOf,
  kind: 'join' | 'left join' = 'join',
): RawBuilder<unknown> {
  const join = sql.raw(kind)
  if (asOf === null)
    return sql`${join} ${sql.table(table)} ${sql.ref(alias)} on ${sql.ref(`${alias}.id`)} = ${on}`
  const now = `${alias}_now`
  const later = sql`k.subject_kind = ${kept[table].kind} and ${isAfter(asOf, sql`k.until`)}`
  const own = sql`${later} and k.subject_id = ${sql.ref(`${now}.id`)}`
  // Asked once: where nothing of the kind has changed since, nothing is looked up row by row.
  const hasAny = sql`(select exists (select from earlier_value k where ${later}))`
  return sql`${join} ${sql.table(table)} ${sql.ref(now)} on ${sql.ref(`${now}.id`)} = ${on}
    ${join} lateral (
      select ${sql.ref(now)}.* where not ${hasAny} or not exists (select from earlier_value k where ${own})
      union all
      select said.* from (select k.value from earlier_value k where ${hasAny} and ${own} order by k.until limit 1) as first
      cross join lateral jsonb_populate_record(${sql.ref(now)}, nullif(first.value, 'null')) as said
    ) as ${sql.ref(alias)} on true`
}

/** The row `alias` as it was: a function call that gives one row of the table's columns. */
export function rowThen(
  table: KeptTable,
  alias: string,
  subject: RawBuilder<unknown>,
  asOf: Day,
): RawBuilder<unknown> {
  return sql`jsonb_populate_record(${sql.ref(alias)}, (
    select nullif(k.value, 'null') from earlier_value k
    where k.subject_kind = ${kept[table].kind} and k.subject_id = ${subject} and ${isAfter(asOf, sql`k.until`)}
    order by k.until limit 1))`
}

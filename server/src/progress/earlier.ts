/**
 * What an order promised at the end of a past day: the first value that was changed after it, else the
 * row as it is. Triggers keep the values (`migrations/0038_past_rows.ts`).
 */
import { sql, type RawBuilder } from 'kysely'
import type { ProgressScope } from './scope.ts'
import { isAfter } from '../past/index.ts'

/** A lateral join that gives `earlier.value`, null where the order `alias` still says what it said. */
export function earlierPromise(
  { asOf, isPast }: Pick<ProgressScope, 'asOf' | 'isPast'>,
  alias: string,
): RawBuilder<unknown> {
  if (!isPast) return sql`cross join (values (null::jsonb)) as earlier(value)`
  return sql`left join lateral (
    select kept.value from earlier_value kept
    where kept.subject_kind = 'order' and kept.subject_id = ${sql.ref(`${alias}.id`)} and ${isAfter(asOf, sql`kept.until`)}
    order by kept.until limit 1
  ) as earlier on true`
}

/** A day of the order as it was: `earlierPromise` has to be joined. */
export function dayThen(alias: string, column: string): RawBuilder<unknown> {
  return sql`case when earlier.value is null then ${sql.ref(`${alias}.${column}`)} else (earlier.value ->> ${sql.lit(column)})::date end`
}

/** An id of the order as it was. */
export function idThen(alias: string, column: string): RawBuilder<unknown> {
  return sql`case when earlier.value is null then ${sql.ref(`${alias}.${column}`)} else (earlier.value ->> ${sql.lit(column)})::uuid end`
}

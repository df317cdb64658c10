/**
 * What rows that are overwritten said at the end of a past day: the first value that was changed after
 * it, else the row as it is. Triggers keep the values (`migrations/0029_past.ts`).
 */
import { sql, type RawBuilder } from 'kysely'
import type { ProgressScope } from './scope.ts'

type Subject = 'order' | 'receipt' | 'milestone'

/** A lateral join that gives `earlier.value`, null where the row `alias` still says what it said. */
export function earlierValue(
  { asOf, isPast }: Pick<ProgressScope, 'asOf' | 'isPast'>,
  subject: Subject,
  alias: string,
): RawBuilder<unknown> {
  if (!isPast) return sql`cross join (values (null::jsonb)) as earlier(value)`
  return sql`left join lateral (
    select kept.value from earlier_value kept
    where kept.subject_kind = ${subject} and kept.subject_id = ${sql.ref(`${alias}.id`)}
      and kept.until >= (${asOf}::date + 1)::timestamp at time zone 'UTC'
    order by kept.until limit 1
  ) as earlier on true`
}

/** A day of the row as it was: `earlierValue` has to be joined. */
export function dayThen(alias: string, column: string): RawBuilder<unknown> {
  return sql`case when earlier.value is null then ${sql.ref(`${alias}.${column}`)} else (earlier.value ->> ${sql.lit(column)})::date end`
}

/** An id of the row as it was. */
export function idThen(alias: string, column: string): RawBuilder<unknown> {
  return sql`case when earlier.value is null then ${sql.ref(`${alias}.${column}`)} else (earlier.value ->> ${sql.lit(column)})::uuid end`
}

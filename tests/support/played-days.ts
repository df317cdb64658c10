import { takeTimeFrom } from '@changeover/server/clock'
import { addDays, type Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { vi } from 'vitest'
import type { TestServer } from './server.ts'

/** When a played day begins and ends, in UTC. */
export const at = (day: Day, time = '18:00:00') => `${day}T${time}Z`

/** Time stands where a test puts it, from the noon of a day on. */
export function playFrom(day: Day): void {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(at(day, '12:00:00')) })
  takeTimeFrom(() => Date.now())
}

/**
 * Ends a played day. The database has a clock of its own, which stands days after the `last` that is
 * played: what it dated since the day before happened today, one after the other.
 */
export async function endDay({ opened }: TestServer, day: Day, last: Day): Promise<void> {
  const dated = [
    ['earlier_value', 'until'],
    ['earlier_order', 'until'],
    ['earlier_order', 'from_at'],
    ['plan', 'requested_at'],
    ['plan', 'finished_at'],
    ['import', 'imported_at'],
  ]
  for (const [table, column] of dated)
    await sql`
      with today as (select ${sql.ref(column)} as moment from ${sql.table(table)}
        where ${sql.ref(column)} > ${at(addDays(last, 5))}::timestamptz)
      update ${sql.table(table)} set ${sql.ref(column)} = ${at(day)}::timestamptz
        + (${sql.ref(column)} - (select min(moment) from today))
      where ${sql.ref(column)} in (select moment from today)
    `.execute(opened.services.db)
}

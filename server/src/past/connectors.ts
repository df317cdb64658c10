import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { endOf } from './rows.ts'

/** Whether the server had learnt of the connector `alias` by the end of the day. */
export function connectorKnown(day: Day, alias = 'c'): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${sql.ref(`${alias}.installed_recorded_at`)} < ${endOf(day)})`
}

/** Whether the connector `alias` stood, as was known that day. */
export function connectorStood(day: Day, alias = 'c'): RawBuilder<SqlBool> {
  const isOpen = (column: string) =>
    sql`(${sql.ref(`${alias}.${column}`)} is null or ${sql.ref(`${alias}.${column}`)} >= ${endOf(day)})`
  return sql<SqlBool>`(${connectorKnown(day, alias)} and ${isOpen('removed_recorded_at')} and ${isOpen('voided_recorded_at')})`
}

/** The ports of which the ledger learnt or lost a connector after the day: `port_id`, some of them twice. */
export function portsRefitted(day: Day): RawBuilder<unknown> {
  const since = (column: string) =>
    sql`select port_id from connector where ${sql.ref(column)} >= ${endOf(day)}`
  return sql`${since('installed_recorded_at')} union all ${since('removed_recorded_at')} union all ${since('voided_recorded_at')}`
}

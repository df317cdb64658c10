import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { isKnown, isOpenCommand } from './rows.ts'

/** Whether the connector `alias` stood, as was known that day. */
export function connectorStood(day: Day, alias = 'c'): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${isKnown(day, `${alias}.installed_command_id`)}
    and ${isOpenCommand(day, `${alias}.removed_command_id`)} and ${isOpenCommand(day, `${alias}.voided_command_id`)})`
}

import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { isAfter } from '../../past/index.ts'

/**
 * What queries about a past day begin with. `moved`: stations that a correction, or its undo, moved after the
 * day, with the site that each belonged to before the first of these moves. `newcomer`: the commands after the
 * day that made sites or stations; made are many by few, which an index tells one after the other.
 */
export function movedSince(day: Day): RawBuilder<unknown> {
  const moves = (site: string, command: string) => sql`
    select x.value::uuid as station_id, ${sql.ref(`c.${site}`)} as site_id, e.recorded_at
    from site_correction c join event e on e.command_id = ${sql.ref(`c.${command}`)} and e.ordinal = 0,
      jsonb_array_elements_text(c.stations) as x(value)
    where ${isAfter(day, sql`e.recorded_at`)}`
  return sql`with moved as materialized (
    select distinct on (station_id) station_id, site_id
    from (${moves('from_site_id', 'command_id')} union all ${moves('to_site_id', 'undone_command_id')}) as move
    order by station_id, recorded_at
  ), newcomer as materialized (
    select made.command_id from (${makers('site')} union ${makers('station')}) as made
    join event e on e.command_id = made.command_id and e.ordinal = 0 where ${isAfter(day, sql`e.recorded_at`)}
  )`
}

/** Each command that made rows of a table, once. */
function makers(table: 'site' | 'station'): RawBuilder<unknown> {
  const next = (beyond: RawBuilder<unknown>) =>
    sql`select created_command_id from ${sql.table(table)} where ${beyond} order by 1 limit 1`
  return sql`select command_id from (
    with recursive maker as (
      select (${next(sql`true`)}) as command_id
      union all
      select (${next(sql`created_command_id > maker.command_id`)}) from maker where maker.command_id is not null
    ) select command_id from maker where command_id is not null) as maker`
}

/** Whether the site or station `alias` was there: not made by a newcomer, and not given up by the end of the day. */
export function wasThere(day: Day, alias: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${sql.ref(`${alias}.created_command_id`)} not in (select command_id from newcomer) and ${living(day, alias)})`
}

/** Whether the row `alias` had not been given up by the end of the day. */
export function living(day: Day, alias: string): RawBuilder<SqlBool> {
  const deletedAt = sql.ref(`${alias}.deleted_at`)
  return sql<SqlBool>`(${deletedAt} is null or ${isAfter(day, deletedAt)})`
}

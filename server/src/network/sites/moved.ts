import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { isAfter } from '../../past/index.ts'

/**
 * Stations that a correction, or its undo, moved after the day, with the site that each belonged to before
 * the first of these moves: the query's `moved`.
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
  )`
}

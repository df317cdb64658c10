/** The rows behind figures that count the network, a row for each site. Each fragment has the columns of `rows.ts`. */
import type { Figure } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { regionsAre } from '../repository.ts'
import type { ProgressScope } from '../scope.ts'
import { recordedBy } from '../../past/index.ts'

type Of<Name extends Figure['figure']> = Extract<Figure, { figure: Name }>

/** A port counts from the day its station opened or was first seen: see `network/counting.ts`. */
const since = sql`coalesce(s.opened_on, s.first_seen_on)`

/** Whether port, station and site `p`, `s`, `si` were there at the end of the day. */
function living({ asOf }: ProgressScope): RawBuilder<unknown> {
  const gone = (alias: string) =>
    sql`(${sql.ref(alias)}.deleted_at is null or not ${sql.ref(alias)}.deleted_at < (${asOf}::date + 1)::timestamp at time zone 'UTC')`
  return sql`${gone('p')} and ${gone('s')} and ${gone('si')} and ${notLater(asOf, 's.created_command_id')}`
}

/** Whether a command was not recorded after `day`; one without an event was there before our records. */
function notLater(day: Day, command: string): RawBuilder<boolean> {
  return sql`not exists (select from event e where e.command_id = ${sql.ref(command)} and e.ordinal = 0 and not ${recordedBy(day, 'e')})`
}

/** Whether the connector `c` stood at the end of `on`, as was known by the day of the question. */
function stood(scope: ProgressScope, on: Day): RawBuilder<unknown> {
  return sql`c.voided_command_id is null and coalesce(c.installed_on, ${since}) <= ${on}
    and ${notLater(scope.asOf, 'c.installed_command_id')}
    and (c.removed_on is null or c.removed_on > ${on} or not ${notLater(scope.asOf, 'c.removed_command_id')})`
}

const ports = sql`port p join station s on s.id = p.station_id join site si on si.id = s.site_id`

/** Connectors of a standard that stand at the end of a day. */
export function connectorRows(scope: ProgressScope, figure: Of<'connectors'>): RawBuilder<unknown> {
  const on = figure.on && figure.on < scope.asOf ? figure.on : scope.asOf
  return sql`
    select si.id::text as key, null::uuid as order_id, si.id as site_id, si.name, si.region,
      max(c.installed_on) as day, null::text as note, count(*)::int as quantity
    from connector c join ${ports} on p.id = c.port_id
    where c.standard = ${figure.standard} and ${stood(scope, on)} and ${living(scope)}
      and ${regionsAre(scope, sql.ref('si.region'))}
    group by si.id`
}

/** Connectors of a standard that our orders took away. */
export function removedRows(scope: ProgressScope, figure: Of<'removed'>): RawBuilder<unknown> {
  return sql`
    select c.id::text as key, c.removed_order_id as order_id, si.id as site_id, si.name, si.region,
      c.removed_on as day, null::text as note, 1 as quantity
    from connector c join ${ports} on p.id = c.port_id
    join event e on e.command_id = c.removed_command_id and e.ordinal = 0
    where c.standard = ${figure.standard} and c.removed_order_id is not null and c.voided_command_id is null
      and c.removed_on between ${figure.from ?? '-infinity'}::date and least(${figure.to ?? 'infinity'}::date, ${scope.asOf}::date)
      and ${recordedBy(scope.asOf, 'e')} and ${regionsAre(scope, sql.ref('si.region'))}`
}

/** Ports or sites, or those with NACS; a site counts at each of its levels. */
export function coverageRows(scope: ProgressScope, figure: Of<'coverage'>): RawBuilder<unknown> {
  const levels = figure.charge === 'AC' ? ['L1', 'L2'] : ['DC']
  const counted = figure.what.startsWith('ports') ? sql`count(*)` : sql`count(distinct p.level)`
  const hasNacs = figure.what.endsWith('WithNacs')
    ? sql`exists (select from connector c where c.port_id = p.id and c.standard = 'NACS' and ${stood(scope, scope.asOf)})`
    : sql`true`
  return sql`
    select si.id::text as key, null::uuid as order_id, si.id as site_id, si.name, si.region,
      min(${since}) as day, null::text as note, ${counted}::int as quantity
    from ${ports}
    where p.level = any (${levels}::text[]) and ${since} <= ${scope.asOf} and ${living(scope)} and ${hasNacs}
      and ${regionsAre(scope, sql.ref('si.region'))}
    group by si.id`
}

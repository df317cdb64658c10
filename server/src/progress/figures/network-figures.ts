/** The rows behind figures that count the network, a row for each site. Each fragment has the columns of `rows.ts`. */
import type { Figure } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { regionsAre } from '../repository.ts'
import type { ProgressScope } from '../scope.ts'
import { recordedBy } from '../../past/index.ts'
import { byDay, type FigurePart } from './figure-part.ts'

type Of<Name extends Figure['figure']> = Extract<Figure, { figure: Name }>

/** A port counts from the day its station opened or was first seen: see `network/counting.ts`. */
const since = sql`coalesce(s.opened_on, s.first_seen_on)`

/** Columns of `site_stock` by standard. */
const stockColumns = new Map([
  ['NACS', 'nacs'],
  ['CCS1', 'ccs1'],
  ['CHADEMO', 'chademo'],
  ['J1772', 'j1772'],
])

/** Whether port and station `p` and `s` were there at the end of the day. */
function living(scope: ProgressScope): RawBuilder<unknown> {
  return sql`${wasThere(scope, 'p')} and ${wasThere(scope, 's')} and ${notLater(scope, 's.created_command_id')}`
}

function wasThere({ asOf, isPast }: ProgressScope, alias: string): RawBuilder<unknown> {
  const deletedAt = sql.ref(`${alias}.deleted_at`)
  return isPast
    ? sql`(${deletedAt} is null or not ${deletedAt} < (${asOf}::date + 1)::timestamp at time zone 'UTC')`
    : sql`${deletedAt} is null`
}

/** Whether a command was not recorded after the day of the question: today none was; one without an event was there before our records. */
function notLater({ asOf, isPast }: ProgressScope, command: string): RawBuilder<unknown> {
  if (!isPast) return sql`true`
  return sql`not exists (select from event e where e.command_id = ${sql.ref(command)} and e.ordinal = 0 and not ${recordedBy(asOf, 'e')})`
}

/** Whether the connector `c` stood at the end of `on`, as was known by the day of the question. */
function stood(scope: ProgressScope, on: Day): RawBuilder<unknown> {
  const wentLater = scope.isPast ? sql`or not ${notLater(scope, 'c.removed_command_id')}` : sql``
  return sql`c.voided_command_id is null and coalesce(c.installed_on, ${since}) <= ${on}
    and ${notLater(scope, 'c.installed_command_id')}
    and (c.removed_on is null or c.removed_on > ${on} ${wentLater})`
}

const ports = sql`station s join port p on p.station_id = s.id`

/**
 * A row for each site, in the order of their ids: what stands there is counted site by site, so a page costs
 * its sites. Today `mayHave` (over its `stock`) leaves out sites that have none of it.
 */
function siteRows(
  scope: ProgressScope,
  { counted, mayHave }: { counted: RawBuilder<unknown>; mayHave: RawBuilder<unknown> | null },
): FigurePart {
  const stocked = mayHave
    ? sql`join site_stock stock on stock.site_id = si.id and ${mayHave}`
    : sql``
  const rows = sql`
    select si.id, null::uuid as order_id, si.id as site_id, si.name, si.region, here.day, null::text as note, here.quantity
    from site si ${stocked} cross join lateral (${counted}) as here
    where here.quantity > 0 and ${wasThere(scope, 'si')} and ${regionsAre(scope, sql.ref('si.region'))}`
  return { rows, by: null, idType: 'uuid' }
}

/** Connectors of a standard that stand at the end of a day. */
export function connectorRows(scope: ProgressScope, figure: Of<'connectors'>): FigurePart {
  const on = figure.on && figure.on < scope.asOf ? figure.on : scope.asOf
  const counted = sql`
    select max(c.installed_on) as day, count(*)::int as quantity
    from ${ports} join connector c on c.port_id = p.id
    where s.site_id = si.id and c.standard = ${figure.standard} and ${stood(scope, on)} and ${living(scope)}`
  const column = stockColumns.get(figure.standard)
  const isNow = !scope.isPast && on === scope.asOf
  return siteRows(scope, {
    counted,
    mayHave: isNow && column ? sql`stock.${sql.ref(column)} > 0` : null,
  })
}

/** Connectors of a standard that our orders took away. */
export function removedRows(scope: ProgressScope, figure: Of<'removed'>): FigurePart {
  const rows = sql`
    select c.id, c.removed_order_id as order_id, si.id as site_id, si.name, si.region,
      c.removed_on as day, null::text as note, 1 as quantity
    from connector c join port p on p.id = c.port_id join station s on s.id = p.station_id join site si on si.id = s.site_id
    join event e on e.command_id = c.removed_command_id and e.ordinal = 0
    where c.standard = ${figure.standard} and c.removed_order_id is not null and c.voided_command_id is null
      and c.removed_on between ${figure.from ?? '-infinity'}::date and least(${figure.to ?? 'infinity'}::date, ${scope.asOf}::date)
      and ${recordedBy(scope.asOf, 'e')} and ${regionsAre(scope, sql.ref('si.region'))}`
  return { rows, by: byDay, idType: 'uuid' }
}

/** Ports or sites, or those with NACS; a site counts at each of its levels. */
export function coverageRows(scope: ProgressScope, figure: Of<'coverage'>): FigurePart {
  const isAc = figure.charge === 'AC'
  const levels = isAc ? ['L1', 'L2'] : ['DC']
  const quantity = figure.what.startsWith('ports') ? sql`count(*)` : sql`count(distinct p.level)`
  const isNacs = figure.what.endsWith('WithNacs')
  const hasNacs = isNacs
    ? sql`exists (select from connector c where c.port_id = p.id and c.standard = 'NACS' and ${stood(scope, scope.asOf)})`
    : sql`true`
  const counted = sql`
    select min(${since}) as day, ${quantity}::int as quantity from ${ports}
    where s.site_id = si.id and p.level = any (${levels}::text[]) and ${since} <= ${scope.asOf} and ${living(scope)} and ${hasNacs}`
  const column = `${isAc ? 'ac' : 'dc'}_${isNacs ? 'nacs_' : ''}ports`
  return siteRows(scope, {
    counted,
    mayHave: scope.isPast ? null : sql`stock.${sql.ref(column)} > 0`,
  })
}

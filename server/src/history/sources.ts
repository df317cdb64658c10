/**
 * Where the history of a record is read from, by its kind. Each source is a query of `position` (of the
 * event), `kind`, `payload`, and `parts`: before and after where they are kept beside the event. A command
 * that changed many records at once has one event and keeps what it did to each in a table.
 */
import type { RecordKind } from '@changeover/shared/history'
import { sql, type RawBuilder } from 'kysely'
import { rowThen, tableThen, type AsOf } from '../past/index.ts'

export function sourcesOf({
  kind,
  id,
  asOf,
}: {
  kind: RecordKind
  id: string
  asOf: AsOf
}): RawBuilder<unknown>[] {
  switch (kind) {
    case 'site':
      return [eventsOfSite(id), editsOf(id, asOf), importsOf(id, asOf)]
    case 'order':
      return [eventsOf(sql`e.subject_id = ${id}::uuid`), assignmentsOf(id, asOf), creationOf(id)]
    case 'kit':
    case 'crew':
    case 'program':
    case 'milestone':
    case 'person':
      return [eventsOf(sql`e.subject_id = ${id}::uuid`)]
  }
}

function eventsOf(condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select e.position, e.kind, e.payload, null::jsonb as parts from event e where ${condition}`
}

/** Of the site, of those that became part of it, of its stations and its orders. */
function eventsOfSite(id: string): RawBuilder<unknown> {
  return eventsOf(sql`e.subject_id in (
    select ${id}::uuid
    union all select id from site where merged_into = ${id}::uuid
    union all select id from station where site_id = ${id}::uuid
    union all select id from work_order where site_id = ${id}::uuid
  ) and e.kind <> 'network.edited'`)
}

/** Edits of many records at once: what each did at this site. */
function editsOf(id: string, asOf: AsOf): RawBuilder<unknown> {
  return sql`
    select e.position, 'network.edited', jsonb_build_object('commandId', e.command_id), jsonb_agg(jsonb_build_object(
      'about', (select ${stationName(asOf)} from station s where s.id = n.subject_id),
      'before', jsonb_build_object(n.field, n.before), 'after', jsonb_build_object(n.field, n.after)) order by n.ordinal)
    from network_edit n join event e on e.command_id = n.command_id and e.ordinal = 0
    where n.site_id = ${id}::uuid group by e.position`
}

/** What the station `s` is called, or was on a past day. */
function stationName(asOf: AsOf): RawBuilder<unknown> {
  return asOf === null ? sql`s.name` : sql`(${rowThen('station', 's', sql`s.id`, asOf)}).name`
}

/** Imports that brought or changed its stations. */
function importsOf(id: string, asOf: AsOf): RawBuilder<unknown> {
  return sql`
    select e.position, 'network.imported',
      jsonb_build_object('fileName', i.file_name, 'stations', count(*), 'isUndone', i.undone_command_id is not null),
      jsonb_agg(jsonb_build_object('about', ${stationName(asOf)}, 'before', c.before, 'after', c.after) order by c.ordinal)
        filter (where jsonb_typeof(c.before) = 'object' and jsonb_typeof(c.after) = 'object')
    from station s join import_change c on c.station_id = s.id join import i on i.id = c.import_id
    join event e on e.command_id = i.command_id and e.ordinal = 0
    where s.site_id = ${id}::uuid group by e.position, i.id`
}

/** Bulk changes, plans and undos: the fields of this order before and after. */
function assignmentsOf(id: string, asOf: AsOf): RawBuilder<unknown> {
  const fields = (side: 'before' | 'after') => {
    const of = (name: string) => sql.ref(`a.${side}_${name}`)
    const kept = (name: string) => sql`${of('fields')} ->> ${sql.lit(name)}`
    return sql`jsonb_build_object('state', ${of('state')}, 'scheduledOn', ${of('scheduled_on')},
      'crew', (select name from ${tableThen('crew', asOf)} c where id = ${of('crew_id')}),
      'dueOn', ${kept('due_on')}, 'priority', ${kept('priority')},
      'milestone', (select name from ${tableThen('milestone', asOf)} m where id = (${kept('milestone_id')})::uuid),
      'kit', (select name from ${tableThen('kit_type', asOf)} k where id = (${kept('kit_type_id')})::uuid))`
  }
  return sql`
    select e.position, e.kind, jsonb_build_object('reason', e.payload -> 'reason'),
      jsonb_build_array(jsonb_build_object('about', null, 'before', ${fields('before')}, 'after', ${fields('after')}))
    from order_assignment a join event e on e.command_id = a.command_id and e.ordinal = 0
    where a.order_id = ${id}::uuid and (e.subject_id is null or e.subject_id <> ${id}::uuid)`
}

function creationOf(id: string): RawBuilder<unknown> {
  return sql`
    select e.position, 'order.created', '{}'::jsonb, null::jsonb
    from work_order w join event e on e.command_id = w.created_command_id and e.ordinal = 0 where w.id = ${id}::uuid`
}

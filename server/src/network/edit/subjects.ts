import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import {
  EDITABLE_FIELDS,
  fieldsOf,
  type EditedKind,
  type FieldName,
  type FieldValue,
  type SiteSelection,
  type Standard,
} from '@changeover/shared/network'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import { visibleTo } from '../scope.ts'
import { lockToChange } from '../standstill.ts'
import { matches } from '../sites/filter.ts'

export type Reader = Database | DatabaseTransaction

/** A site, station or port with the values of its editable fields and what speaks against others. */
export interface Subject {
  id: string
  siteId: Id<'Site'>
  name: string
  values: Record<FieldName, FieldValue>
  hasOrders: boolean
  isFundedBySource: boolean
  region: string
  port: { level: string | null; isFunded: boolean; standards: Standard[] } | null
}

/** How a query calls the records of a kind. */
export const aliasOf = { site: 'site', station: 's', port: 'p' } as const satisfies Record<
  EditedKind,
  string
>

const columnNames: Partial<Record<FieldName, string>> = {
  postalCode: 'postal_code',
  timeZone: 'time_zone',
  hostContact: 'host_contact',
  accessNotes: 'access_notes',
  stationName: 'name',
  kitFamily: 'kit_family',
  facilityType: 'facility_type',
  openedOn: 'opened_on',
  isFunded: 'is_funded',
}

/** The column of a field, a name of our own schema. Coordinates are two: see `valueOf`. */
export function columnOf(field: FieldName): string {
  return columnNames[field] ?? field
}

/** What a field of a record is now, as it is edited. */
function valueOf(field: FieldName): RawBuilder<unknown> {
  if (field === 'coordinates') return sql`site.lat || ', ' || site.lon`
  return sql`${sql.ref(aliasOf[EDITABLE_FIELDS[field].of])}.${sql.ref(columnOf(field))}`
}

/** The sites of a selection that somebody may see, over `site` and its stock as `stock`. */
export function selected(actor: Actor, selection: SiteSelection): RawBuilder<SqlBool> {
  if ('siteIds' in selection)
    return sql<SqlBool>`(site.deleted_at is null and ${visibleTo(actor)} and site.id = any(${selection.siteIds}::uuid[]))`
  const { filter, excludedIds } = selection
  return sql<SqlBool>`(${matches(actor, filter)} and not site.id = any(${excludedIds}::uuid[]))`
}

/** From a site to the records of a kind that stand there. */
export const standingOf: Record<EditedKind, RawBuilder<unknown>> = {
  site: sql``,
  station: sql`join station s on s.site_id = site.id and s.deleted_at is null`,
  port: sql`join station s on s.site_id = site.id and s.deleted_at is null
    join port p on p.station_id = s.id and p.deleted_at is null`,
}

/** What a record is called, whether orders hang on it, and what else speaks against a value. */
const about: Record<EditedKind, RawBuilder<unknown>> = {
  site: sql`site.name, false as "isFundedBySource", null::jsonb as port,
    exists (select from work_order w where w.site_id = site.id and w.deleted_at is null and w.state <> 'cancelled') as "hasOrders"`,
  station: sql`s.name, coalesce(s.raw->>'isFunded', 'false') = 'true' as "isFundedBySource", null::jsonb as port,
    exists (select from port p join work_order_port x on x.port_id = p.id
      where p.station_id = s.id and x.outcome <> 'cancelled') as "hasOrders"`,
  port: sql`s.name || ' · ' || p.number as name, false as "isFundedBySource",
    jsonb_build_object('level', p.level, 'isFunded', p.is_funded, 'standards', array(select c.standard from connector c
      where c.port_id = p.id and c.removed_on is null and c.voided_command_id is null)) as port,
    exists (select from work_order_port x where x.port_id = p.id and x.outcome <> 'cancelled') as "hasOrders"`,
}

/** Which records an edit looks at: those of a selection, or some by their own id. */
export type SubjectScope = { selection: SiteSelection } | { ids: readonly string[] }

export async function listSubjects(
  db: Reader,
  actor: Actor,
  kind: EditedKind,
  scope: SubjectScope,
): Promise<Subject[]> {
  const own = sql.ref(aliasOf[kind])
  const values = sql.join(fieldsOf(kind).map((field) => sql`${sql.lit(field)}, ${valueOf(field)}`))
  const condition =
    'selection' in scope
      ? selected(actor, scope.selection)
      : sql`site.deleted_at is null and ${visibleTo(actor)} and ${own}.id = any(${scope.ids}::uuid[])`
  const { rows } = await sql<Subject>`
    select ${own}.id, site.id as "siteId", site.region, jsonb_build_object(${values}) as values, ${about[kind]}
    from site join site_stock stock on stock.site_id = site.id
    ${standingOf[kind]}
    where ${condition}
    order by ${kind === 'port' ? sql`s.id, p.number` : sql`${own}.id`}
  `.execute(db)
  return rows
}

/** Locks the sites of a selection, so that what was judged is what is written; no orders are made of them meanwhile. */
export async function lockSelected(
  tx: DatabaseTransaction,
  actor: Actor,
  scope: SubjectScope,
): Promise<void> {
  await lockToChange(tx)
  const condition =
    'selection' in scope
      ? selected(actor, scope.selection)
      : sql`site.id in (select i.id from unnest(${scope.ids}::uuid[]) as i(id)
          union all select st.site_id from station st where st.id = any(${scope.ids}::uuid[])
          union all select st.site_id from port pt join station st on st.id = pt.station_id
            where pt.id = any(${scope.ids}::uuid[]))`
  await sql`
    select from site join site_stock stock on stock.site_id = site.id
    where ${condition} order by site.id for update of site
  `.execute(tx)
}

export const subjectOf = (field: FieldName) => EDITABLE_FIELDS[field].of

import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import {
  EDITABLE_FIELDS,
  fieldsOf,
  type FieldName,
  type FieldValue,
  type SiteSelection,
} from '@changeover/shared/network'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import { visibleTo } from '../scope.ts'
import { matches } from '../sites/filter.ts'

export type Reader = Database | DatabaseTransaction

/** A site or station with the values of its editable fields. */
export interface Subject {
  id: string
  siteId: Id<'Site'>
  name: string
  values: Record<FieldName, FieldValue>
  hasOrders: boolean
  isFundedBySource: boolean
}

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

/** The column of a field, a name of our own schema. */
export function columnOf(field: FieldName): string {
  return columnNames[field] ?? field
}

/** The sites of a selection that somebody may see, over `site` and its stock as `stock`. */
export function selected(actor: Actor, selection: SiteSelection): RawBuilder<SqlBool> {
  if ('siteIds' in selection)
    return sql<SqlBool>`(site.deleted_at is null and ${visibleTo(actor)} and site.id = any(${selection.siteIds}::uuid[]))`
  const { filter, excludedIds } = selection
  return sql<SqlBool>`(${matches(actor, filter)} and not site.id = any(${excludedIds}::uuid[]))`
}

/** Which records an edit looks at: those of a selection, or some by their own id. */
export type SubjectScope = { selection: SiteSelection } | { ids: readonly string[] }

export async function listSubjects(
  db: Reader,
  actor: Actor,
  kind: 'site' | 'station',
  scope: SubjectScope,
): Promise<Subject[]> {
  const isSite = kind === 'site'
  const own = sql.ref(isSite ? 'site' : 's')
  const values = sql.join(
    fieldsOf(kind).map((field) => sql`${sql.lit(field)}, ${own}.${sql.ref(columnOf(field))}`),
  )
  const condition =
    'selection' in scope
      ? selected(actor, scope.selection)
      : sql`site.deleted_at is null and ${visibleTo(actor)} and ${own}.id = any(${scope.ids}::uuid[])`
  const orders = isSite
    ? sql`exists (select from work_order w where w.site_id = site.id and w.deleted_at is null and w.state <> 'cancelled')`
    : sql`exists (select from port p join work_order_port x on x.port_id = p.id
        where p.station_id = s.id and x.outcome <> 'cancelled')`
  const { rows } = await sql<Subject>`
    select ${own}.id, site.id as "siteId", ${own}.name, jsonb_build_object(${values}) as values,
      ${orders} as "hasOrders", ${isSite ? sql`false` : sql`coalesce(s.raw->>'isFunded', 'false') = 'true'`} as "isFundedBySource"
    from site join site_stock stock on stock.site_id = site.id
    ${isSite ? sql`` : sql`join station s on s.site_id = site.id and s.deleted_at is null`}
    where ${condition}
    order by ${own}.id
  `.execute(db)
  return rows
}

/** Locks the sites of a selection, so that what was judged is what is written. */
export async function lockSelected(
  tx: DatabaseTransaction,
  actor: Actor,
  scope: SubjectScope,
): Promise<void> {
  const condition =
    'selection' in scope
      ? selected(actor, scope.selection)
      : sql`site.id in (select st.site_id from station st where st.id = any(${scope.ids}::uuid[])
          union all select i.id from unnest(${scope.ids}::uuid[]) as i(id))`
  await sql`
    select from site join site_stock stock on stock.site_id = site.id
    where ${condition} order by site.id for update of site
  `.execute(tx)
}

export const subjectOf = (field: FieldName) => EDITABLE_FIELDS[field].of

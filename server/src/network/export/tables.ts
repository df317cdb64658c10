import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import {
  fieldsOf,
  siteProgresses,
  type FieldName,
  type SiteSelection,
} from '@changeover/shared/network'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Cell } from '../../spreadsheet/index.ts'
import { aliasOf, columnOf, selected, standingOf } from '../edit/subjects.ts'

/** A table that can be exported, and what it has a row of. */
export const EXPORTED = { sites: 'site', stations: 'station', ports: 'port' } as const
export type ExportKind = keyof typeof EXPORTED

/** The column by which a row is found again when the file comes back. */
export const KEYS = { sites: 'Site id', stations: 'Station id', ports: 'Port id' } as const

/** The coordinates of a site: two columns, and one field. */
export const POINT_TITLES = ['Latitude', 'Longitude'] as const

/** The columns beside those of the fields, with their SQL. All but the coordinates are for reading only. */
const BESIDE: Record<ExportKind, Record<string, RawBuilder<unknown>>> = {
  sites: {
    Country: sql`site.country`,
    Latitude: sql`site.lat`,
    Longitude: sql`site.lon`,
    Stations: sql`stock.stations`,
    'AC ports': sql`stock.ac_ports`,
    'AC ports with NACS': sql`stock.ac_nacs_ports`,
    'DC ports': sql`stock.dc_ports`,
    'DC ports with NACS': sql`stock.dc_nacs_ports`,
    'Ports of unknown level': sql`stock.unknown_ports`,
    'Funded ports': sql`stock.funded_ports`,
    NACS: sql`stock.nacs`,
    CCS1: sql`stock.ccs1`,
    CHAdeMO: sql`stock.chademo`,
    J1772: sql`stock.j1772`,
    Progress: sql`(${siteProgresses}::text[])[stock.progress + 1]`,
  },
  stations: {
    'Site id': sql`site.id`,
    Site: sql`site.name`,
    Source: sql`s.source`,
    'Source id': sql`s.source_id`,
    Grain: sql`s.grain`,
    'Not seen since': sql`s.not_seen_since`,
    Ports: sql`(select count(*)::integer from port p where p.station_id = s.id and p.deleted_at is null)`,
  },
  ports: {
    'Site id': sql`site.id`,
    Site: sql`site.name`,
    'Station id': sql`s.id`,
    Station: sql`s.name`,
    'Source id': sql`s.source_id`,
    Port: sql`p.number`,
    'Power kW': sql`p.power_kw::double precision`,
    'Federally funded': sql`p.is_funded`,
    Connectors: sql`(select string_agg(c.standard, ' ' order by c.standard) from connector c
      where c.port_id = p.id and c.removed_on is null and c.voided_command_id is null)`,
  },
}

/** Column titles of the editable fields, as they stand in the file and come back. */
export const FIELD_TITLES: Record<Exclude<FieldName, 'coordinates'>, string> = {
  name: 'Name',
  street: 'Street',
  city: 'City',
  region: 'Region',
  postalCode: 'Postal code',
  timeZone: 'Time zone',
  hostContact: 'Host contact',
  accessNotes: 'Access notes',
  stationName: 'Station name',
  network: 'Network',
  status: 'Status',
  access: 'Access',
  model: 'Model',
  serial: 'Serial',
  kitFamily: 'Kit family',
  phone: 'Phone',
  facilityType: 'Facility type',
  openedOn: 'Opened on',
  isFunded: 'Federally funded',
  level: 'Level',
}

/** The fields of a table that have a column of their own. */
export function columnFields(kind: ExportKind) {
  return fieldsOf(EXPORTED[kind]).filter((field) => field !== 'coordinates')
}

export function exportHeader(kind: ExportKind): string[] {
  const fields = columnFields(kind).map((field) => FIELD_TITLES[field])
  return [KEYS[kind], ...fields, ...Object.keys(BESIDE[kind])]
}

/** Columns of an exported file that its return does not look at. */
export function readOnlyTitles(kind: ExportKind): string[] {
  return Object.keys(BESIDE[kind])
}

const PAGE = 2_000

/** The rows of a selection, page by page by key, without a cap; memory stays flat. */
export async function* exportPages(
  db: Database,
  actor: Actor,
  kind: ExportKind,
  selection: SiteSelection,
): AsyncGenerator<Cell[][]> {
  const own = sql.ref(aliasOf[EXPORTED[kind]])
  const columns = [
    sql`${own}.id`,
    ...columnFields(kind).map((field) => sql`${own}.${sql.ref(columnOf(field))}`),
    ...Object.values(BESIDE[kind]),
  ]
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await sql<{ id: Id<'Site'>; cells: Cell[] }>`
      select ${own}.id, jsonb_build_array(${sql.join(columns)}) as cells
      from site join site_stock stock on stock.site_id = site.id
      ${standingOf[EXPORTED[kind]]}
      where ${selected(actor, selection)} and ${own}.id > ${after}::uuid
      order by ${own}.id limit ${PAGE}
    `.execute(db)
    if (rows.length > 0) yield rows.map(({ cells }) => cells)
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last.id
  }
}

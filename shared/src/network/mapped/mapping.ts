/**
 * Which column of somebody's own table is which field of a station.
 *
 * A mapping is kept for the set of column names (`headerKey`), so the same export is asked about
 * once. What could be guessed from the names is a suggestion for the person to confirm.
 */
import { z } from 'zod'
import { entriesOf } from '../../table/index.ts'
import { columnKey } from '../csv/columns.ts'
import { locate, stationFields, type StationField, type StationLayout } from '../record/layout.ts'
import type { Source } from '../imported.ts'
import type { Standard } from '../standards.ts'

/** Field → column name, for the fields that the table has. */
export const ColumnMappingSchema = z.object({
  grain: z.enum(['site', 'station']),
  columns: z.partialRecord(z.enum(stationFields), z.string()),
})
export type ColumnMapping = z.infer<typeof ColumnMappingSchema>

/** A table without one of these cannot be mapped. */
export const mappingNeeds: readonly StationField[] = [
  'id',
  'name',
  'state',
  'latitude',
  'longitude',
]

/** Names that each field goes by in tables we have met, as column keys. */
const SYNONYMS: Partial<Record<StationField, string>> = {
  id: 'id stationid chargerid deviceid assetid externalid',
  name: 'name stationname chargername sitename title locationname',
  network: 'network evnetwork operator networkname',
  status: 'status statuscode stationstatus',
  street: 'street streetaddress address address1 addressline1',
  city: 'city town municipality',
  state: 'state stateprovince stateorprovince province region',
  zip: 'zip zipcode postalcode postcode',
  country: 'country countrycode',
  latitude: 'latitude lat y',
  longitude: 'longitude lon lng long x',
  openDate: 'opendate opened openedon commissioned commissionedon installdate',
  access: 'access accesscode',
  phone: 'phone stationphone telephone',
  model: 'model hardwaremodel chargermodel',
  facility: 'facility facilitytype',
  funding: 'funding fundingsource fundingsources',
  level1: 'level1 l1 l1ports evlevel1evsenum evlevel1num',
  level2: 'level2 l2 l2ports level2ports evlevel2evsenum evlevel2num',
  dcFast: 'dc dcfast dcports dcfc dcfcports evdcfastcount evdcfastnum',
  connectors: 'connectors connectortypes evconnectortypes plugs plugtypes',
  power: 'power powerkw kw maxpowerkw maxkw',
}

const fieldByKey = new Map(
  entriesOf(SYNONYMS).flatMap(([field, words]) =>
    words.split(' ').map((word): [string, StationField] => [word, field]),
  ),
)

/**
 * Words for plugs in tables that people make. `Tesla` is not among them: it may mean NACS or
 * Tesla's own protocol, and is reported instead.
 */
const PLUGS = {
  split: /\s*[,;|/+&]\s*|\s{2,}/,
  meaning: new Map<string, Standard>([
    ['J1772', 'J1772'],
    ['SAE J1772', 'J1772'],
    ['TYPE 1', 'J1772'],
    ['TYPE 2', 'TYPE2'],
    ['CCS', 'CCS1'],
    ['CCS1', 'CCS1'],
    ['CCS TYPE 1', 'CCS1'],
    ['J1772COMBO', 'CCS1'],
    ['CCS2', 'CCS2'],
    ['CHADEMO', 'CHADEMO'],
    ['NACS', 'NACS'],
    ['J3400', 'NACS'],
    ['SAE J3400', 'NACS'],
    ['MCS', 'MCS'],
    ['J3271', 'MCS'],
    ['NEMA515', 'NEMA515'],
    ['NEMA 5-15', 'NEMA515'],
    ['NEMA520', 'NEMA520'],
    ['NEMA 5-20', 'NEMA520'],
    ['NEMA1450', 'NEMA1450'],
    ['NEMA 14-50', 'NEMA1450'],
  ]),
}

/** What a mapping is remembered by: the column names, whatever their order, case and spacing. */
export function headerKey(header: readonly string[]): string {
  return header.map(columnKey).filter(Boolean).sort().join('|')
}

/** The mapping that the column names suggest; the person confirms or completes it. */
export function suggestMapping(header: readonly string[]): ColumnMapping {
  const columns: ColumnMapping['columns'] = {}
  for (const name of header) {
    const field = fieldByKey.get(columnKey(name))
    if (field) columns[field] ??= name
  }
  return { grain: 'station', columns }
}

/** The fields that a mapping still lacks, or points at columns that are not there. */
export function missingOf(mapping: ColumnMapping, header: readonly string[]): StationField[] {
  return mappingNeeds.filter((field) => {
    const column = mapping.columns[field]
    return column === undefined || !header.includes(column)
  })
}

/** The layout of a table under a mapping. */
export function mappedLayout(
  header: readonly string[],
  mapping: ColumnMapping,
  source: Source = 'csv',
): StationLayout {
  const fieldOf = new Map(entriesOf(mapping.columns).map(([field, name]) => [name, field]))
  return {
    format: source === 'geojson' ? 'geojson' : 'table',
    source,
    grain: mapping.grain,
    needsState: true,
    header,
    at: locate(header, (name) => fieldOf.get(name)),
    units: [],
    plugs: PLUGS,
  }
}

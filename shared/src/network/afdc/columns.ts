/**
 * The columns of the station files of the US Alternative Fuels Data Center (AFDC), all vintages.
 *
 * `used` are read into records; `known` are about other fuels, French texts, or nothing we use, and
 * are left out without a word; anything else in a header is reported. Names are the published ones;
 * underscores, case and the other names that spreadsheets and portals gave them are folded.
 */
import { columnKey } from '../csv/columns.ts'

/** Field → published column name. */
export const USED = {
  fuel: 'Fuel Type Code',
  name: 'Station Name',
  street: 'Street Address',
  city: 'City',
  state: 'State',
  zip: 'ZIP',
  phone: 'Station Phone',
  status: 'Status Code',
  level1: 'EV Level1 EVSE Num',
  level2: 'EV Level2 EVSE Num',
  dcFast: 'EV DC Fast Count',
  network: 'EV Network',
  latitude: 'Latitude',
  longitude: 'Longitude',
  id: 'ID',
  openDate: 'Open Date',
  connectors: 'EV Connector Types',
  country: 'Country',
  access: 'Access Code',
  facility: 'Facility Type',
  funding: 'Funding Sources',
} as const

export type AfdcField = keyof typeof USED

/** A file without one of these cannot be imported. */
export const REQUIRED: readonly AfdcField[] = [
  'fuel',
  'name',
  'street',
  'city',
  'state',
  'zip',
  'level1',
  'level2',
  'dcFast',
  'network',
  'latitude',
  'longitude',
  'id',
  'connectors',
]

const KNOWN = [
  'Intersection Directions',
  'Plus4',
  'Expected Date',
  'Groups With Access Code',
  'Access Days Time',
  'Cards Accepted',
  'BD Blends',
  'NG Fill Type Code',
  'NG PSI',
  'EV Other Info',
  'EV Network Web',
  'Geocode Status',
  'Date Last Confirmed',
  'Updated At',
  'Owner Type Code',
  'Federal Agency ID',
  'Federal Agency Name',
  'Hydrogen Status Link',
  'NG Vehicle Class',
  'LPG Primary',
  'E85 Blender Pump',
  'Intersection Directions (French)',
  'Access Days Time (French)',
  'BD Blends (French)',
  'Groups With Access Code (French)',
  'Hydrogen Is Retail',
  'Access Detail Code',
  'Federal Agency Code',
  'CNG Dispenser Num',
  'CNG On-Site Renewable Source',
  'CNG Total Compression Capacity',
  'CNG Storage Capacity',
  'LNG On-Site Renewable Source',
  'E85 Other Ethanol Blends',
  'EV Pricing',
  'EV Pricing (French)',
  'LPG Nozzle Types',
  'Hydrogen Pressures',
  'Hydrogen Standards',
  'CNG Fill Type Code',
  'CNG PSI',
  'CNG Vehicle Class',
  'LNG Vehicle Class',
  'EV On-Site Renewable Source',
  'Restricted Access',
  'RD Blends',
  'RD Blends (French)',
  'RD Blended with Biodiesel',
  'RD Maximum Biodiesel Level',
  'NPS Unit Name',
  'CNG Station Sells Renewable Natural Gas',
  'LNG Station Sells Renewable Natural Gas',
  'Maximum Vehicle Class',
  'EV Workplace Charging',
  'Snapshot Date',
  'EV Network IDs',
  'EV Charging Units',
]

/** Other names met in files that went through a spreadsheet or a portal. */
const ALIASES: Readonly<Record<string, AfdcField>> = {
  municipality: 'city',
  town: 'city',
  zipcode: 'zip',
  postalcode: 'zip',
  evdcfastnum: 'dcFast',
  evlevel1num: 'level1',
  evlevel2num: 'level2',
  stationid: 'id',
}

/** The plugs of the per-unit export, by the word in its column names. */
export const UNIT_PLUGS = ['J1772', 'CCS', 'CHAdeMO', 'J3400', 'J3271'] as const
export type UnitPlug = (typeof UNIT_PLUGS)[number]

const fieldByKey = new Map<string, AfdcField>([
  // The entries of a constant object have its keys.
  ...(Object.entries(USED) as [AfdcField, string][]).map(([field, name]): [string, AfdcField] => [
    columnKey(name),
    field,
  ]),
  ...Object.entries(ALIASES),
])

const knownKeys = new Set(KNOWN.map(columnKey))

/** Where each field and each plug's counts stand in a row; -1 where the file has no such column. */
export interface AfdcLayout {
  readonly header: readonly string[]
  readonly at: Readonly<Record<AfdcField, number>>
  readonly units: readonly {
    readonly plug: UnitPlug
    readonly count: number
    readonly power: number
  }[]
  readonly missing: readonly string[]
  readonly unknown: readonly string[]
  readonly twice: readonly string[]
}

/** Finds the columns of an AFDC file in its header. */
export function readLayout(header: readonly string[]): AfdcLayout {
  const keys = header.map(columnKey)
  const find = (field: AfdcField) => keys.findIndex((key) => fieldByKey.get(key) === field)
  // The entries are built from all fields.
  const at = Object.fromEntries(
    Object.keys(USED).map((field) => [field, find(field as AfdcField)]),
  ) as Record<AfdcField, number>
  const units = UNIT_PLUGS.map((plug) => ({
    plug,
    count: keys.indexOf(columnKey(`EV ${plug} Connector Count`)),
    power: keys.indexOf(columnKey(`EV ${plug} Power Output (kW)`)),
  })).filter(({ count }) => count >= 0)
  const unitColumns = new Set(units.flatMap(({ count, power }) => [count, power]))
  const isKnown = (key: string, index: number) =>
    key === '' || fieldByKey.has(key) || knownKeys.has(key) || unitColumns.has(index)
  return {
    header,
    at,
    units,
    missing: REQUIRED.filter((field) => at[field] < 0).map((field) => USED[field]),
    unknown: header.filter((_name, index) => !isKnown(keys[index], index)),
    twice: header.filter((_name, index) => {
      const meaning = fieldByKey.get(keys[index])
      return meaning !== undefined && at[meaning] !== index
    }),
  }
}

/** Whether a header is that of an AFDC station file, if perhaps an incomplete one. */
export function isAfdcHeader(header: readonly string[]): boolean {
  const { missing, at } = readLayout(header)
  const hasMark = at.fuel >= 0 || at.connectors >= 0 || at.level2 >= 0 || at.dcFast >= 0
  return hasMark && missing.length <= REQUIRED.length / 2
}

/**
 * What a row of the file stands for. Units have their own columns. `Restricted Access` came with
 * the change of 2021, when rows became stations; before it a row was a site.
 */
export function grainOf(layout: AfdcLayout): 'site' | 'station' | 'unit' {
  if (layout.units.length > 0) return 'unit'
  const keys = layout.header.map(columnKey)
  const later = ['restrictedaccess', 'fundingsources', 'evworkplacecharging', 'maximumvehicleclass']
  return later.some((key) => keys.includes(key)) ? 'station' : 'site'
}

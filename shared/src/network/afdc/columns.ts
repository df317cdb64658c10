/**
 * The columns of the station files of the US Alternative Fuels Data Center (AFDC), all vintages.
 *
 * `used` are read into records; `known` are about other fuels, French texts, or nothing we use, and
 * are left out without a word; anything else in a header is reported. Names are the published ones;
 * underscores, case and the other names that spreadsheets and portals gave them are folded.
 */
import { entriesOf } from '../../table/index.ts'
import { columnKey } from '../csv/columns.ts'
import type { Grain } from '../imported.ts'
import { locate, UNIT_PLUGS, type StationField, type StationLayout } from '../record/layout.ts'
import type { Standard } from '../standards.ts'

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
} as const satisfies Partial<Record<StationField, string>>

type AfdcField = keyof typeof USED

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

const fieldByKey = new Map<string, AfdcField>([
  ...entriesOf(USED).map(([field, name]): [string, AfdcField] => [columnKey(name), field]),
  ...Object.entries(ALIASES),
])

const knownKeys = new Set(KNOWN.map(columnKey))

/** AFDC's words for plugs. `TESLA` is how its station files write NACS. */
export const PLUGS = {
  split: /[\s,;|]+/,
  meaning: new Map<string, Standard>([
    ['J1772', 'J1772'],
    ['J1772COMBO', 'CCS1'],
    ['CHADEMO', 'CHADEMO'],
    ['TESLA', 'NACS'],
    ['J3400', 'NACS'],
    ['J3271', 'MCS'],
    ['NEMA515', 'NEMA515'],
    ['NEMA520', 'NEMA520'],
    ['NEMA1450', 'NEMA1450'],
  ]),
}

/** The columns of an AFDC file, and what is the matter with its header. */
export interface AfdcHeader {
  readonly layout: StationLayout
  readonly missing: readonly string[]
  readonly unknown: readonly string[]
  readonly twice: readonly string[]
}

/** Finds the columns of an AFDC file in its header. */
export function readAfdcHeader(header: readonly string[]): AfdcHeader {
  const keys = header.map(columnKey)
  const at = locate(header, (_name, index) => fieldByKey.get(keys[index]))
  const units = UNIT_PLUGS.map((plug) => ({
    plug,
    count: keys.indexOf(columnKey(`EV ${plug} Connector Count`)),
    power: keys.indexOf(columnKey(`EV ${plug} Power Output (kW)`)),
  })).filter(({ count }) => count >= 0)
  const unitColumns = new Set(units.flatMap(({ count, power }) => [count, power]))
  const isKnown = (key: string, index: number) =>
    key === '' || fieldByKey.has(key) || knownKeys.has(key) || unitColumns.has(index)
  const format = units.length > 0 ? 'afdc-units-csv' : 'afdc-csv'
  const grain = units.length > 0 ? 'unit' : grainOf(keys)
  return {
    layout: { format, source: 'afdc', grain, needsState: true, header, at, units, plugs: PLUGS },
    missing: REQUIRED.filter((field) => at[field] < 0).map((field) => USED[field]),
    unknown: header.filter((_name, index) => !isKnown(keys[index], index)),
    twice: header.filter((_name, index) => {
      const meaning = fieldByKey.get(keys[index])
      return meaning !== undefined && at[meaning] !== index
    }),
  }
}

/** Whether a header is that of an AFDC station file, if perhaps an incomplete one. */
export function isAfdcHeader({ layout: { at }, missing }: AfdcHeader): boolean {
  const marks = [at.fuel, at.connectors, at.level1, at.level2, at.dcFast]
  return marks.filter((index) => index >= 0).length > 1 && missing.length <= REQUIRED.length / 2
}

/**
 * What a row stands for. `Restricted Access` and its neighbours came with the change of 2021, when
 * rows became stations; before it a row was a site.
 */
function grainOf(keys: readonly string[]): Grain {
  const later = ['restrictedaccess', 'fundingsources', 'evworkplacecharging', 'maximumvehicleclass']
  return later.some((key) => keys.includes(key)) ? 'station' : 'site'
}

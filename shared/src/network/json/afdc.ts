/**
 * Stations as AFDC's API gives them in JSON, and as the properties of its GeoJSON. The fields are
 * those of the CSV in lower case with underscores; charging units list their ports.
 *
 * Every connector key is present in a unit, also with `port_count` 0: only a count above 0 says
 * that there is one.
 */
import { z } from 'zod'
import { entriesOf } from '../../table/index.ts'
import { PLUGS as WORDS } from '../afdc/columns.ts'
import type { Ask, ImportedPort } from '../imported.ts'
import type { StationField } from '../record/layout.ts'
import { inOrder, type Level, type Standard } from '../standards.ts'
import { jsonLayout, toCells, type JsonDialect, type JsonStation, type Words } from './dialect.ts'

const FIELDS = {
  fuel: 'fuel_type_code',
  id: 'id',
  name: 'station_name',
  network: 'ev_network',
  status: 'status_code',
  street: 'street_address',
  city: 'city',
  state: 'state',
  zip: 'zip',
  country: 'country',
  latitude: 'latitude',
  longitude: 'longitude',
  openDate: 'open_date',
  access: 'access_code',
  phone: 'station_phone',
  facility: 'facility_type',
  funding: 'funding_sources',
  level1: 'ev_level1_evse_num',
  level2: 'ev_level2_evse_num',
  dcFast: 'ev_dc_fast_num',
  connectors: 'ev_connector_types',
} as const satisfies Partial<Record<StationField, string>>

const PlugSchema = z.object({ port_count: z.number().nullish(), power_kw: z.number().nullish() })

const UnitSchema = z.object({
  port_count: z.number().nullish(),
  charging_level: z.string().nullish(),
  connectors: z.record(z.string(), PlugSchema.nullable()).nullish(),
})
type Unit = z.infer<typeof UnitSchema>

const ValueSchema = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.string())])
  .nullish()
  .catch(null)

const StationSchema = z.looseObject({
  ...Object.fromEntries(Object.values(FIELDS).map((name) => [name, ValueSchema])),
  ev_charging_units: z.array(UnitSchema).nullish(),
})

export const afdcJson: JsonDialect = {
  layout: jsonLayout(
    { format: 'afdc-json', source: 'afdc', grain: 'station', needsState: true, plugs: WORDS },
    FIELDS,
  ),
  read: readAfdcObject,
}

/** Reads a station object. @throws ZodError when it has not the shape of AFDC's. */
export function readAfdcObject(object: unknown): JsonStation {
  const station = StationSchema.parse(object)
  const words: Words = {}
  for (const [field, name] of entriesOf(FIELDS)) {
    const value = ValueSchema.parse(station[name])
    words[field] = Array.isArray(value) ? value.join(' ') : value?.toString()
  }
  const units = station.ev_charging_units ?? []
  return { cells: toCells(words), ports: units.length > 0 ? readUnits(units) : null }
}

function readUnits(units: readonly Unit[]): { ports: ImportedPort[]; asks: Ask[] } {
  const ports: ImportedPort[] = []
  const asks: Ask[] = []
  for (const unit of units) addUnit(unit, ports, asks)
  return { ports, asks }
}

/** One port has all plugs of its unit; as many of each as ports means one of each on every port. */
function addUnit(unit: Unit, ports: ImportedPort[], asks: Ask[]): void {
  const plugs = Object.entries(unit.connectors ?? {}).flatMap(([word, plug]) => {
    const standard = WORDS.meaning.get(word)
    const count = plug?.port_count ?? 0
    return standard && count > 0 ? [{ standard, count, power: plug?.power_kw ?? 0 }] : []
  })
  const count = unit.port_count ?? (plugs.length === 1 ? plugs[0].count : 0)
  const among = inOrder(plugs.map(({ standard }) => standard))
  const level = levelOf(unit, among)
  if (!Number.isInteger(count) || count <= 0 || count > 500) {
    asks.push({ code: 'HOW_MANY_PORTS', level, count: null, among })
    return
  }
  const isSure = plugs.length > 0 && (count === 1 || plugs.every((plug) => plug.count === count))
  const power = Math.max(0, ...plugs.map((plug) => plug.power))
  for (let port = 0; port < count; port++)
    ports.push({ level, powerKw: power > 0 ? power : null, connectors: isSure ? [...among] : [] })
  if (!isSure) asks.push({ code: 'WHICH_CONNECTORS', level, count, among })
  if (level === null) asks.push({ code: 'WHICH_LEVEL', level, count, among })
}

/** `legacy` units have no level of their own; a plug that exists at DC only still tells it. */
function levelOf(unit: Unit, plugs: readonly Standard[]): Level | null {
  switch (unit.charging_level) {
    case '1':
      return 'L1'
    case '2':
      return 'L2'
    case 'dc_fast':
      return 'DC'
    default:
      return plugs.some((plug) => plug === 'CCS1' || plug === 'CHADEMO' || plug === 'MCS')
        ? 'DC'
        : null
  }
}

const BriefSchema = z.object({
  id: z.union([z.number(), z.string()]),
  net: z.string(),
  name: z.string(),
  lat: z.number(),
  lon: z.number(),
  state: z.string(),
  city: z.string().nullish(),
  street: z.string().nullish(),
  open: z.string().nullish(),
  fac: z.string().nullish(),
  conn: z.array(z.string()),
  units: z.array(
    z.object({ n: z.number(), kw: z.number().nullish(), conn: z.record(z.string(), z.number()) }),
  ),
})

/**
 * The short form in which trackers of DC stations publish AFDC's data: `n` alike ports a unit, with
 * `conn` plugs of each standard on every one.
 */
export const afdcBrief: JsonDialect = {
  layout: afdcJson.layout,
  read(object) {
    const brief = BriefSchema.parse(object)
    const units = brief.units.map(({ n, kw, conn }) => ({
      port_count: n,
      charging_level: 'dc_fast',
      connectors: Object.fromEntries(
        Object.entries(conn).map(([word, each]) => [word, { port_count: each * n, power_kw: kw }]),
      ),
    }))
    return readAfdcObject({
      fuel_type_code: 'ELEC',
      id: brief.id,
      ev_network: brief.net,
      station_name: brief.name,
      latitude: brief.lat,
      longitude: brief.lon,
      state: brief.state,
      city: brief.city,
      street_address: brief.street,
      open_date: brief.open,
      facility_type: brief.fac,
      ev_connector_types: brief.conn,
      ev_charging_units: units,
    })
  },
}

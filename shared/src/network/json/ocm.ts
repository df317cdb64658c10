/**
 * OpenChargeMap points of interest. Quantity and power are mostly missing there, and a list of
 * connections does not say which share a port: several kinds at one level, or no quantity, leave
 * the number of ports open. Nothing is assumed.
 */
import { z } from 'zod'
import type { Ask, ImportedPort } from '../imported.ts'
import { levels, type Level, type Standard } from '../standards.ts'
import { jsonLayout, OUR_PLUGS, toCells, type JsonDialect } from './dialect.ts'

/** OpenChargeMap's connection types; 27 is NACS, 30 the older Tesla plug of the S and X. */
const PLUGS = new Map<number, Standard>([
  [1, 'J1772'],
  [2, 'CHADEMO'],
  [9, 'NEMA520'],
  [11, 'NEMA1450'],
  [22, 'NEMA515'],
  [25, 'TYPE2'],
  [27, 'NACS'],
  [30, 'TESLA_S'],
  [32, 'CCS1'],
  [33, 'CCS2'],
  [1036, 'TYPE2'],
])

const OPEN = [10, 20, 50, 75]
const UNAVAILABLE = [30, 100]
const PLANNED = [150]
const REMOVED = [200, 210]

const NameSchema = z.object({ Title: z.string().nullish() }).nullish()

const ConnectionSchema = z.object({
  ConnectionTypeID: z.number().nullish(),
  ConnectionType: NameSchema,
  LevelID: z.number().nullish(),
  CurrentTypeID: z.number().nullish(),
  PowerKW: z.number().nullish(),
  Quantity: z.number().nullish(),
})
type Connection = z.infer<typeof ConnectionSchema>

const PointSchema = z.object({
  ID: z.number(),
  OperatorID: z.number().nullish(),
  OperatorInfo: NameSchema,
  StatusTypeID: z.number().nullish(),
  UsageType: NameSchema,
  AddressInfo: z.object({
    Title: z.string().nullish(),
    AddressLine1: z.string().nullish(),
    Town: z.string().nullish(),
    StateOrProvince: z.string().nullish(),
    Postcode: z.string().nullish(),
    CountryID: z.number().nullish(),
    Country: z.object({ ISOCode: z.string().nullish() }).nullish(),
    Latitude: z.number().nullish(),
    Longitude: z.number().nullish(),
    ContactTelephone1: z.string().nullish(),
  }),
  Connections: z.array(ConnectionSchema).nullish(),
})

/** The names behind ids, from OpenChargeMap's reference file, for exports that leave them out. */
export const OcmReferenceSchema = z.object({
  Operators: z.array(z.object({ ID: z.number(), Title: z.string().nullish() })),
  Countries: z.array(z.object({ ID: z.number(), ISOCode: z.string().nullish() })),
  UsageTypes: z.array(z.object({ ID: z.number(), Title: z.string().nullish() })).nullish(),
})
export type OcmReference = z.infer<typeof OcmReferenceSchema>

const layout = jsonLayout(
  { format: 'ocm-json', source: 'ocm', grain: 'site', needsState: false, plugs: OUR_PLUGS },
  {
    id: 'ID',
    name: 'AddressInfo.Title',
    network: 'OperatorInfo.Title',
    status: 'StatusTypeID',
    street: 'AddressInfo.AddressLine1',
    city: 'AddressInfo.Town',
    state: 'AddressInfo.StateOrProvince',
    zip: 'AddressInfo.Postcode',
    country: 'AddressInfo.Country',
    latitude: 'AddressInfo.Latitude',
    longitude: 'AddressInfo.Longitude',
    access: 'UsageType',
    phone: 'AddressInfo.ContactTelephone1',
    connectors: 'Connections.ConnectionType',
  },
)

/** The dialect, with the names of a reference file if there is one. */
export function ocm(reference?: OcmReference): JsonDialect {
  const operators = new Map(reference?.Operators.map(({ ID, Title }) => [ID, Title]))
  const countries = new Map(reference?.Countries.map(({ ID, ISOCode }) => [ID, ISOCode]))
  return {
    layout,
    read(object) {
      const point = PointSchema.parse(object)
      const { AddressInfo: address } = point
      const connections = point.Connections ?? []
      return {
        cells: toCells({
          id: point.ID,
          name: address.Title,
          network: point.OperatorInfo?.Title ?? operators.get(point.OperatorID ?? -1),
          status: statusOf(point.StatusTypeID ?? 0),
          street: address.AddressLine1,
          city: address.Town,
          state: address.StateOrProvince,
          zip: address.Postcode,
          country: address.Country?.ISOCode ?? countries.get(address.CountryID ?? -1),
          latitude: address.Latitude,
          longitude: address.Longitude,
          access: point.UsageType?.Title?.replace(/ly Owned|\s.*$/g, ''),
          phone: address.ContactTelephone1,
          connectors: connections.map(plugWord).join('|'),
        }),
        ports: readPorts(connections),
      }
    },
  }
}

function statusOf(id: number): string {
  if (OPEN.includes(id)) return 'E'
  if (UNAVAILABLE.includes(id)) return 'T'
  if (PLANNED.includes(id)) return 'P'
  return REMOVED.includes(id) ? 'REMOVED' : ''
}

/** Type 0 is "unknown", which is not worth a finding: the ports are asked about anyway. */
function plugWord({ ConnectionTypeID: id, ConnectionType: type }: Connection): string {
  if (id === null || id === undefined || id === 0) return ''
  return PLUGS.get(id) ?? type?.Title?.replaceAll('|', ' ') ?? String(id)
}

function readPorts(connections: readonly Connection[]): { ports: ImportedPort[]; asks: Ask[] } {
  const ports: ImportedPort[] = []
  const asks: Ask[] = []
  for (const level of [...levels, null]) {
    const here = connections.filter((connection) => levelOf(connection) === level)
    if (here.length > 0) addLevel(level, here, ports, asks)
  }
  return { ports, asks }
}

function addLevel(
  level: Level | null,
  connections: readonly Connection[],
  ports: ImportedPort[],
  asks: Ask[],
): void {
  const plugs = connections.map(({ ConnectionTypeID: id }) => PLUGS.get(id ?? -1))
  const kinds = new Set(plugs)
  const [kind] = kinds
  const among = [...kinds].filter((plug) => plug !== undefined)
  const quantities = connections.map(({ Quantity: count }) => count ?? 0)
  const isCounted = quantities.every((count) => Number.isInteger(count) && count > 0 && count < 500)
  if (kinds.size > 1 || !isCounted) {
    asks.push({ code: 'HOW_MANY_PORTS', level, count: null, among })
    return
  }
  const connector = kind === undefined ? [] : [kind]
  connections.forEach(({ PowerKW: power }, index) => {
    const powerKw = power && power > 0 ? power : null
    for (let port = 0; port < quantities[index]; port++)
      ports.push({ level, powerKw, connectors: [...connector] })
  })
  const count = quantities.reduce((sum, quantity) => sum + quantity, 0)
  if (kind === undefined) asks.push({ code: 'WHICH_CONNECTORS', level, count, among })
  if (level === null) asks.push({ code: 'WHICH_LEVEL', level, count, among })
}

/** The plug says it where it can; then OpenChargeMap's level and kind of current. */
function levelOf(connection: Connection): Level | null {
  const { ConnectionTypeID: id, LevelID: level, CurrentTypeID: current } = connection
  switch (PLUGS.get(id ?? -1)) {
    case 'CCS1':
    case 'CCS2':
    case 'CHADEMO':
    case 'MCS':
      return 'DC'
    case 'NEMA515':
    case 'NEMA520':
      return 'L1'
    case 'NEMA1450':
      return 'L2'
    case 'J1772':
    case 'TYPE2':
      return level === 1 ? 'L1' : level === 2 ? 'L2' : null
    case 'NACS':
    case 'TESLA_S':
    case undefined:
      if (current === 30 || level === 3) return 'DC'
      return level === 1 ? 'L1' : level === 2 ? 'L2' : null
  }
}

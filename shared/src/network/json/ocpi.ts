/**
 * OCPI 2.2.1 and 2.3.0 Location objects. A location is a site; an EVSE serves one vehicle at a
 * time, so it is a port, with all its connectors. `SAE_J3400` (2.3.0) is NACS; `TESLA_S` speaks
 * Tesla's own protocol and stays apart.
 */
import { z } from 'zod'
import type { ImportedPort } from '../imported.ts'
import { inOrder, type Level, type Standard } from '../standards.ts'
import { jsonLayout, OUR_PLUGS, toCells, type JsonDialect } from './dialect.ts'

const PLUGS = new Map<string, Standard>([
  ['IEC_62196_T1', 'J1772'],
  ['IEC_62196_T1_COMBO', 'CCS1'],
  ['IEC_62196_T2', 'TYPE2'],
  ['IEC_62196_T2_COMBO', 'CCS2'],
  ['CHADEMO', 'CHADEMO'],
  ['SAE_J3400', 'NACS'],
  ['TESLA_S', 'TESLA_S'],
  ['DOMESTIC_B', 'NEMA515'],
  ['NEMA_5_20', 'NEMA520'],
  ['NEMA_14_50', 'NEMA1450'],
  ['MCS', 'MCS'],
])

const ConnectorSchema = z.object({
  standard: z.string(),
  power_type: z.string(),
  max_voltage: z.number().nullish(),
  max_amperage: z.number().nullish(),
  max_electric_power: z.number().nullish(),
})

const LocationSchema = z.object({
  country_code: z.string(),
  party_id: z.string(),
  id: z.string(),
  name: z.string().nullish(),
  address: z.string().nullish(),
  city: z.string().nullish(),
  state: z.string().nullish(),
  postal_code: z.string().nullish(),
  country: z.string().nullish(),
  coordinates: z.object({ latitude: z.string(), longitude: z.string() }),
  operator: z.object({ name: z.string().nullish() }).nullish(),
  evses: z
    .array(z.object({ status: z.string().nullish(), connectors: z.array(ConnectorSchema) }))
    .nullish(),
})

type Connector = z.infer<typeof ConnectorSchema>

export const ocpi: JsonDialect = {
  layout: jsonLayout(
    { format: 'ocpi-json', source: 'ocpi', grain: 'site', needsState: false, plugs: OUR_PLUGS },
    {
      id: 'id',
      name: 'name',
      network: 'operator.name',
      status: 'evses.status',
      street: 'address',
      city: 'city',
      state: 'state',
      zip: 'postal_code',
      country: 'country',
      latitude: 'coordinates.latitude',
      longitude: 'coordinates.longitude',
      connectors: 'evses.connectors.standard',
    },
  ),
  read(object) {
    const location = LocationSchema.parse(object)
    const evses = (location.evses ?? []).filter(({ status }) => status !== 'REMOVED')
    const plugs = evses.flatMap(({ connectors }) => connectors.map(({ standard }) => standard))
    const isPlanned = evses.length > 0 && evses.every(({ status }) => status === 'PLANNED')
    return {
      cells: toCells({
        id: `${location.country_code}*${location.party_id}*${location.id}`,
        name: location.name ?? location.address,
        network: location.operator?.name,
        status: isPlanned ? 'P' : '',
        street: location.address,
        city: location.city,
        state: location.state,
        zip: location.postal_code,
        country: location.country,
        latitude: location.coordinates.latitude,
        longitude: location.coordinates.longitude,
        connectors: plugs.map((plug) => PLUGS.get(plug) ?? plug).join('|'),
      }),
      ports: { ports: evses.map(({ connectors }) => readPort(connectors)), asks: [] },
    }
  },
}

function readPort(connectors: readonly Connector[]): ImportedPort {
  const plugs = connectors.map(({ standard }) => PLUGS.get(standard))
  const known = plugs.filter((plug) => plug !== undefined)
  const powers = connectors.map(powerKw).filter((power) => power !== null)
  const levels = new Set(connectors.map(levelOf))
  return {
    level: levels.size === 1 ? [...levels][0] : null,
    powerKw: powers.length > 0 ? Math.max(...powers) : null,
    connectors: known.length === plugs.length ? inOrder(known) : [],
  }
}

function levelOf({ power_type: power, max_voltage: voltage }: Connector): Level | null {
  if (power === 'DC') return 'DC'
  if (!power.startsWith('AC')) return null
  return voltage !== null && voltage !== undefined && voltage < 150 ? 'L1' : 'L2'
}

/** In kW: as stated in watts, or voltage times amperage, for three phases thrice (OCPI 8.4.1.2). */
function powerKw(connector: Connector): number | null {
  const { max_electric_power: watts, max_voltage: volts, max_amperage: amps } = connector
  if (watts) return watts / 1_000
  if (!volts || !amps) return null
  const phases = connector.power_type === 'AC_3_PHASE' ? 3 : 1
  return (volts * amps * phases) / 1_000
}

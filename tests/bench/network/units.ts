import { STATION_COLUMNS } from '../../support/stations.ts'

/** A per-unit station file of any size, the same for the same size: sites in rows of a grid over the states. */
const HEADER = [
  ...STATION_COLUMNS,
  'EV J1772 Connector Count',
  'EV J1772 Power Output (kW)',
  'EV CCS Connector Count',
  'EV CCS Power Output (kW)',
  'EV CHAdeMO Connector Count',
  'EV CHAdeMO Power Output (kW)',
  'EV J3400 Connector Count',
  'EV J3400 Power Output (kW)',
  'Snapshot Date',
]

/** States with a point well inside each, so that no unit lies outside its state. */
const STATES = [
  ['WA', 47.4, -120.5],
  ['OR', 43.9, -120.6],
  ['CA', 36.8, -119.7],
  ['NV', 39.3, -116.6],
  ['UT', 39.3, -111.7],
  ['CO', 39, -105.5],
  ['TX', 31.5, -99.3],
  ['IL', 40, -89.2],
  ['GA', 32.6, -83.4],
  ['NY', 42.9, -75.5],
] as const

const STREETS = ['Pine', 'Cedar', 'Maple', 'Oak', 'Harbor', 'Market', 'Station', 'College']
const HOSTS = ['City Hall', 'Depot', 'Library', 'Garage', 'Hospital', 'Mall', 'Airport', 'Campus']

export const UNITS_A_SITE = 6

/** The file's text in chunks: `sites` sites of six units, four of them with one port and two with two. */
export function* unitFile(sites: number): Generator<string> {
  yield `${HEADER.join(',')}\n`
  for (let site = 0; site < sites; site++) {
    let chunk = ''
    for (let unit = 0; unit < UNITS_A_SITE; unit++) chunk += unitRow(site, unit)
    yield chunk
  }
}

/** Names that a search may look for, spread over all sites. */
export function nameOf(site: number): string {
  return `${HOSTS[site % HOSTS.length]} ${site}`
}

function unitRow(site: number, unit: number): string {
  const [state, lat, lon] = STATES[site % STATES.length]
  const step = Math.floor(site / STATES.length)
  const isDc = unit === 5
  const ports = unit < 2 ? 2 : 1
  return [
    'ELEC',
    `${nameOf(site)} STATION ${unit + 1}`,
    `${step + 1} ${STREETS[site % STREETS.length]} St`,
    `Town ${step % 400}`,
    state,
    String(10_000 + (site % 80_000)),
    'E',
    '888-758-4389',
    'public',
    '',
    isDc ? '' : ports,
    isDc ? ports : '',
    'ChargePoint Network',
    (lat + (step % 100) * 0.01 - 0.5).toFixed(5),
    (lon + Math.floor(step / 100) * 0.01 - 0.3).toFixed(5),
    site * UNITS_A_SITE + unit + 1,
    '2023-05-01',
    isDc ? 'CHADEMO J1772COMBO' : 'J1772',
    'PARKING_GARAGE',
    'US',
    isDc ? '' : ports,
    isDc ? '' : '6.5',
    isDc ? ports : '',
    isDc ? '62.5' : '',
    isDc ? ports : '',
    isDc ? '62.5' : '',
    '',
    '',
    '2026-10-01',
  ]
    .join(',')
    .concat('\n')
}

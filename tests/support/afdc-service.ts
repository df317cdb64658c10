import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'

/** What the stand-in answers next, instead of the stations. */
export type Trouble =
  | { status: 429; retryAfter: number | null }
  | { status: 500 | 502 | 503 }
  /** The connection breaks in the middle of the answer. */
  | 'cut'
  /** A whole document that lacks the last station. */
  | 'incomplete'

/** A stand-in for AFDC's service of all stations that behaves as its documentation says. */
export interface AfdcService {
  url: string
  /** What was asked, in order: the state, and how the key came. */
  asked: { state: string; network: string | null; key: string; url: string }[]
  /** Answers the coming requests so, one after the other; then as usual. */
  next(...troubles: Trouble[]): void
  /** Answers the next request for this state so. */
  nextFor(state: string, trouble: Trouble): void
  /** Requests that the key still has this hour. */
  requestsLeft: number
  close(): Promise<void>
}

export const GOOD_KEY = 'GoodKeyGoodKeyGoodKeyGoodKeyGoodKeyGoodK'

/** Stations by state, as many as asked for; a few fields of many, all that the service has in objects. */
export function stationsOf(state: string, count: number, network: string) {
  const [lat, lon] = { WA: [47.6, -122.3], OR: [45.5, -122.6], NV: [39.5, -119.8] }[state] ?? [
    40, -74,
  ]
  return Array.from({ length: count }, (_unused, index) => ({
    id: state.charCodeAt(0) * 1000 + index,
    fuel_type_code: 'ELEC',
    station_name: `${state} "STATION" {${index}`,
    street_address: `${index} Main St`,
    city: 'Somewhere',
    state,
    zip: null,
    country: 'US',
    status_code: 'E',
    access_code: 'public',
    latitude: lat + index / 200,
    longitude: lon,
    ev_network: network,
    ev_level2_evse_num: 2,
    ev_dc_fast_num: null,
    ev_connector_types: ['J1772'],
    ev_charging_units: [
      {
        network,
        port_count: 2,
        charging_level: '2',
        connectors: {
          J1772: { power_kw: 6.5, port_count: 2 },
          J1772COMBO: { power_kw: null, port_count: 0 },
          CHADEMO: { power_kw: null, port_count: 0 },
          TESLA: { power_kw: null, port_count: 0 },
        },
      },
    ],
  }))
}

/** Starts the stand-in with so many stations in each state. */
export async function startAfdcService(counts: Record<string, number>): Promise<AfdcService> {
  const troubles: Trouble[] = []
  const byState = new Map<string, Trouble>()
  const service: AfdcService = {
    url: '',
    asked: [],
    requestsLeft: 1000,
    next: (...coming) => void troubles.push(...coming),
    nextFor: (state, trouble) => void byState.set(state, trouble),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const server = createServer((request, response) => {
    const state = new URL(request.url ?? '/', 'http://stand-in').searchParams.get('state') ?? ''
    const trouble = byState.get(state) ?? troubles.shift() ?? null
    byState.delete(state)
    answer(service, counts, trouble, request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port was given.')
  service.url = `http://127.0.0.1:${address.port}`
  return service
}

function answer(
  service: AfdcService,
  counts: Record<string, number>,
  trouble: Trouble | null,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(request.url ?? '/', 'http://stand-in')
  const parameters = url.searchParams
  const header = request.headers['x-api-key']
  const key = typeof header === 'string' ? header : (parameters.get('api_key') ?? '')
  const state = parameters.get('state') ?? ''
  const network = parameters.get('ev_network')
  service.asked.push({ state, network, key, url: url.href })
  const refuse = (status: number, code: string) =>
    void response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ error: { code, message: 'Not for programs to read.' } }))

  if (url.pathname !== '/api/alt-fuel-stations/v1.json') return refuse(404, 'NOT_FOUND')
  if (key === '') return refuse(403, 'API_KEY_MISSING')
  if (key !== GOOD_KEY) return refuse(403, 'API_KEY_INVALID')
  if (parameters.has('offset')) return refuse(422, 'UNKNOWN_PARAMETER')
  if (typeof trouble === 'object' && trouble !== null) {
    if (trouble.status === 429 && trouble.retryAfter !== null)
      response.setHeader('retry-after', trouble.retryAfter)
    return refuse(trouble.status, trouble.status === 429 ? 'OVER_RATE_LIMIT' : 'TROUBLE')
  }
  if (service.requestsLeft <= 0) return refuse(429, 'OVER_RATE_LIMIT')
  service.requestsLeft--
  const stations = stationsOf(state, counts[state] ?? 0, network ?? 'Any Network')
  const body = JSON.stringify({
    station_locator_url: 'https://afdc.energy.gov/stations/',
    total_results: stations.length,
    station_counts: { total: stations.length * 2, fuels: { ELEC: { stations: { total: 1 } } } },
    fuel_stations: trouble === 'incomplete' ? stations.slice(0, -1) : stations,
  })
  response.writeHead(200, {
    'content-type': 'application/json',
    'x-ratelimit-limit': '1000',
    'x-ratelimit-remaining': String(service.requestsLeft),
  })
  if (trouble !== 'cut') return void response.end(body)
  response.write(body.slice(0, body.length / 2), () => response.destroy())
}

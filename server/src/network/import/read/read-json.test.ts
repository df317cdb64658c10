import { createReadStream } from 'node:fs'
import type { ImportedStation, ReadResult } from '@changeover/shared/network'
import { describe, expect, it } from 'vitest'
import { readOcmReference, readStations, type ReadOptions } from './index.ts'
import { hasRealFiles, realFile, whyNot } from './real-files.ts'

function read(name: string, options: ReadOptions = {}): Promise<ReadResult> {
  return readStations(createReadStream(realFile(name)), options)
}

function readText(value: unknown, options: ReadOptions = {}): Promise<ReadResult> {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  async function* bytes() {
    for (let at = 0; at < text.length; at += 7) yield Buffer.from(text.slice(at, at + 7))
  }
  return readStations(bytes(), options)
}

function plugs({ ports }: ImportedStation): string[] {
  return ports.map(({ level, connectors }) => `${level} ${connectors.join('+')}`)
}

describe.skipIf(!hasRealFiles)(`the known answers of the real JSON files${whyNot}`, () => {
  it('holds for the twelve DC stations, two plugs on one port among them', async () => {
    const result = await read('afdc_dcfc_2026-09-14_chargepoint_sample.json')
    expect(result).toMatchObject({ format: 'afdc-json', rows: 12, problems: [] })
    expect(result.ports).toEqual({ L1: 0, L2: 0, DC: 16, unknown: 0 })
    expect(plugs(result.stations[0])).toEqual(['DC CCS1+CHADEMO'])
    expect(result.stations.flatMap(plugs).filter((port) => port === 'DC CCS1+NACS')).toHaveLength(4)
    expect(result.stations[0].ports[0].powerKw).toBe(62.5)
  })

  it('holds for OpenChargeMap, whose operators are named by its reference file', async () => {
    const source = createReadStream(realFile('ocm_reference_2021-08-13.json.gz'))
    const ocmReference = await readOcmReference(source)
    const result = await read('ocm_us_poi_2020-09.jsonl.gz', { ocmReference })
    expect(result).toMatchObject({ format: 'ocm-json', rows: 1_527 })
    expect(result.networks.get('ChargePoint (Coulomb Technologies)')).toBe(259)
    expect(result.stations.length + result.rejected.length).toBe(1_527)
    expect(result.rejected.map(({ problems }) => problems[0].code)).toEqual(
      Array.from({ length: 4 }, () => 'COORDINATES_ZERO'),
    )
    const uncounted = result.stations.filter(({ asks }) =>
      asks.some(({ code }) => code === 'HOW_MANY_PORTS'),
    )
    expect(uncounted.length).toBeGreaterThan(0)
  })

  it.each([
    ['ocpi/v2.2.1_location_example.json', 'BE', 2],
    ['ocpi/v2.3.0_location_example.json', 'BE', 2],
    ['ocpi/v2.3.0_location_example_uc2_destination_charger.json', 'NL', 1],
  ])('holds for %s', async (name, country, ports) => {
    const result = await read(name)
    expect(result).toMatchObject({ format: 'ocpi-json', rows: 1, problems: [] })
    expect(result.stations[0]).toMatchObject({ country, region: null })
    expect(result.stations[0].ports).toHaveLength(ports)
  })

  it.each(['us_agg_2026-04_stations_by_state.json.gz', 'ocm_reference_2021-08-13.json.gz'])(
    'does not take %s for stations',
    async (name) => {
      const result = await read(name)
      expect(result).toMatchObject({ isUnusable: true, stations: [] })
      expect([...result.problemCounts.keys()]).toEqual(['UNKNOWN_FORMAT'])
    },
  )
})

const station = {
  fuel_type_code: 'ELEC',
  id: 17,
  station_name: 'Depot 1',
  street_address: '1 Main St',
  city: 'Tacoma',
  state: 'WA',
  zip: '98402',
  country: 'US',
  ev_network: 'ChargePoint Network',
  latitude: 47.25,
  longitude: -122.44,
  status_code: 'E',
  open_date: '2024-05-01',
  ev_level2_evse_num: 2,
  ev_dc_fast_num: 1,
  ev_connector_types: ['J1772', 'J1772COMBO', 'TESLA'],
  ev_charging_units: [
    {
      network: 'ChargePoint Network',
      port_count: 2,
      charging_level: '2',
      connectors: {
        J1772: { power_kw: 6.5, port_count: 2 },
        J1772COMBO: { power_kw: null, port_count: 0 },
        CHADEMO: { power_kw: null, port_count: 0 },
        TESLA: { power_kw: null, port_count: 0 },
      },
    },
    {
      network: 'ChargePoint Network',
      port_count: 1,
      charging_level: 'dc_fast',
      connectors: {
        J1772: { power_kw: null, port_count: 0 },
        J1772COMBO: { power_kw: 200, port_count: 1 },
        CHADEMO: { power_kw: null, port_count: 0 },
        TESLA: { power_kw: 200, port_count: 1 },
      },
    },
  ],
}

describe("AFDC's API", () => {
  it('lists ports by unit, where a connector that is counted 0 is not there', async () => {
    const { stations } = await readText({ station_counts: { total: 1 }, fuel_stations: [station] })
    expect(stations.flatMap(plugs)).toEqual(['L2 J1772', 'L2 J1772', 'DC CCS1+NACS'])
    expect(stations[0]).toMatchObject({ sourceId: '17', status: 'open', openedOn: '2024-05-01' })
  })

  it('is the same as GeoJSON', async () => {
    const { latitude, longitude, ...properties } = station
    const geometry = { type: 'Point', coordinates: [longitude, latitude] }
    const result = await readText({
      type: 'FeatureCollection',
      features: [{ type: 'Feature', geometry, properties }],
    })
    expect(result.format).toBe('geojson')
    const { stations } = await readText([station])
    expect(result.stations).toEqual(stations)
  })

  it('asks where a unit has several ports and several plugs', async () => {
    const [, dc] = station.ev_charging_units
    const result = await readText([{ ...station, ev_charging_units: [{ ...dc, port_count: 2 }] }])
    expect(result.stations[0].asks).toEqual([
      { code: 'WHICH_CONNECTORS', level: 'DC', count: 2, among: ['CCS1', 'NACS'] },
    ])
    expect([...result.problemCounts.keys()]).toEqual(['PORT_COUNTS_DIFFER'])
  })
})

describe('OCPI', () => {
  const location = (standards: string[]) => ({
    country_code: 'US',
    party_id: 'CPI',
    id: 'L1',
    name: 'Depot',
    address: '1 Main St',
    city: 'Tacoma',
    state: 'WA',
    country: 'USA',
    coordinates: { latitude: '47.25', longitude: '-122.44' },
    evses: [
      {
        uid: '1',
        status: 'AVAILABLE',
        connectors: standards.map((standard) => ({
          standard,
          power_type: 'DC',
          max_voltage: 1000,
          max_amperage: 500,
          max_electric_power: 200_000,
        })),
      },
    ],
  })

  it('keeps SAE_J3400 and TESLA_S apart', async () => {
    const { stations } = await readText([
      location(['IEC_62196_T1_COMBO', 'SAE_J3400']),
      { ...location(['TESLA_S']), id: 'L2' },
    ])
    expect(stations.flatMap(plugs)).toEqual(['DC CCS1+NACS', 'DC TESLA_S'])
    expect(stations[0]).toMatchObject({ region: 'US-WA', sourceId: 'US*CPI*L1' })
    expect(stations[0].ports[0].powerKw).toBe(200)
  })

  it('leaves a port open when one of its plugs is not known', async () => {
    const { stations, problemCounts } = await readText({ data: [location(['CHADEMO', 'CHAOJI'])] })
    expect(stations.flatMap(plugs)).toEqual(['DC '])
    expect([...problemCounts.keys()]).toEqual(['CONNECTOR_UNKNOWN'])
  })
})

describe('points with properties of their own', () => {
  const feature = (id: string) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [-122.44, 47.25] },
    properties: { asset: id, label: 'Depot', st: 'WA', plugs: ['CCS', 'NACS'], dc: 1 },
  })

  it('are read under a mapping, and ask for one', async () => {
    const unmapped = await readText({ type: 'FeatureCollection', features: [feature('A')] })
    expect([...unmapped.problemCounts.keys()]).toEqual(['UNKNOWN_FORMAT'])
    expect(unmapped.header).toEqual([
      'asset',
      'label',
      'st',
      'plugs',
      'dc',
      'latitude',
      'longitude',
    ])
    const result = await readText([feature('A'), feature('B')], {
      mapping: {
        grain: 'station',
        columns: {
          id: 'asset',
          name: 'label',
          state: 'st',
          connectors: 'plugs',
          dcFast: 'dc',
          latitude: 'latitude',
          longitude: 'longitude',
        },
      },
    })
    expect(result.stations.flatMap(plugs)).toEqual(['DC CCS1+NACS', 'DC CCS1+NACS'])
  })
})

describe('a JSON file that is damaged', () => {
  it.each([
    ['ends early', JSON.stringify([station, station]).slice(0, -30), 'TRUNCATED_FILE'],
    ['has an empty list', '{"fuel_stations": []}', 'EMPTY_FILE'],
    ['has words between its objects', `[${JSON.stringify(station)} and so on]`, 'JSON_DAMAGED'],
    ['is something else', '{"hello": "world"}', 'UNKNOWN_FORMAT'],
  ])('%s', async (_what, text, code) => {
    const result = await readText(text)
    expect([...result.problemCounts.keys()]).toContain(code)
    expect(result).toMatchObject({ isUnusable: true, stations: [] })
  })

  it('is reported by object where the objects can be told apart', async () => {
    const lines = [station, { ...station, id: 18, latitude: undefined }, { ...station, id: null }]
    const nul = JSON.stringify({ ...station, id: 20, city: 'Ta\0coma' })
    const half = JSON.stringify({ ...station, id: 21, station_name: 'Depot \uD800' })
    const broken = JSON.stringify({ ...station, id: 19 }).replace('"zip":', '"zip"')
    const text = [...lines.map((line) => JSON.stringify(line)), nul, half, broken].join('\n')
    const result = await readText(text)
    expect(result.problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, 'latitude', 'COORDINATES_MISSING'],
      [3, 'id', 'ID_MISSING'],
      [4, 'city', 'UNPRINTABLE'],
      [5, 'station_name', 'WRONG_ENCODING'],
      [6, null, 'JSON_DAMAGED'],
    ])
    expect(result.stations).toHaveLength(1)
  })
})

import { createReadStream } from 'node:fs'
import { deriveSites, type ReadResult } from '@changeover/shared/network'
import { describe, expect, it } from 'vitest'
import { readStationDetails, readStations, type ReadOptions } from './index.ts'
import { hasRealFiles, realFile, whyNot } from './real-files.ts'

const network = 'ChargePoint Network'

function read(name: string, options: ReadOptions = { network }): Promise<ReadResult> {
  return readStations(createReadStream(realFile(name)), options)
}

describe.skipIf(!hasRealFiles)(`the known answers of the real files${whyNot}`, () => {
  it('holds for the site rows of 2020', async () => {
    const result = await read('afdc_us_2020-10-27.csv.gz')
    expect(result).toMatchObject({ format: 'afdc-csv', grain: 'site', rows: 40_279 })
    expect(result.electricRows).toBe(30_801)
    expect(result.stations).toHaveLength(11_208)
    expect(result.ports).toEqual({ L1: 398, L2: 36_182, DC: 1_922, unknown: 0 })
    expect(result.errorCount).toBe(0)
    expect(Object.fromEntries(result.problemCounts)).toEqual({ OUTSIDE_STATE: 2 })
  })

  it('holds for the station rows of Washington, and their sites', async () => {
    const result = await read('afdc_wa_2025-02-09.csv.gz')
    expect(result).toMatchObject({ grain: 'station', rows: 2_558, electricRows: 2_473 })
    expect(result.stations).toHaveLength(1_301)
    expect(result.ports).toEqual({ L1: 0, L2: 2_279, DC: 88, unknown: 0 })
    expect(result.networks.get(network)).toBe(1_301)
    const sites = deriveSites(
      result.stations.map((station) => ({ ...station, id: station.sourceId })),
    )
    const sizes = sites.map((site) => site.stationIds.length).sort((one, other) => one - other)
    expect(sites.length).toBeGreaterThan(490)
    expect(sites.length).toBeLessThan(536)
    expect(sizes[sizes.length >> 1]).toBe(1)
    expect(sizes.at(-1)).toBe(40)
  })

  it('holds for New York, where one field holds a line break', async () => {
    const result = await read('afdc_ny_2025-04-21.csv.gz')
    expect(result).toMatchObject({ rows: 4_857, electricRows: 4_736, errorCount: 0 })
    expect(result.stations).toHaveLength(2_246)
    expect(result.ports).toEqual({ L1: 0, L2: 3_950, DC: 144, unknown: 0 })
  })

  it('knows the connectors of every single-cable and dual-cable station of Washington', async () => {
    const { stations } = await read('afdc_wa_2025-02-09.csv.gz')
    const mixes = new Map<string, number>()
    for (const { connectors } of stations) {
      const mix = connectors.toSorted().join('+')
      mixes.set(mix, (mixes.get(mix) ?? 0) + 1)
    }
    expect(Object.fromEntries(mixes)).toEqual({
      J1772: 1_216,
      'CCS1+CHADEMO': 68,
      'CCS1+NACS': 12,
      CCS1: 5,
    })
    const unknown = stations.filter(({ ports }) =>
      ports.some((port) => port.connectors.length === 0),
    )
    expect(unknown.every(({ ports, asks }) => ports.length > 1 && asks.length > 0)).toBe(true)
  })

  it('holds for a file that went through a spreadsheet, and heals its ZIPs by rule', async () => {
    const name = 'afdc_nj_2026-08-26_excel_roundtripped_sample.csv'
    const asItIs = await read(name)
    expect(asItIs.stations).toHaveLength(4)
    expect(Object.fromEntries(asItIs.problemCounts)).toEqual({ ZIP_SHORT: 4 })
    expect(asItIs.stations[0]).toMatchObject({ city: 'Princeton', openedOn: '2011-10-15' })
    const healed = await read(name, { fixes: new Set(['ZIP_LEADING_ZERO']) })
    expect(healed.problems).toEqual([])
    expect(healed.stations.map(({ postalCode }) => postalCode)).toContain('07105')
  })
})

describe.skipIf(!hasRealFiles)(`the funded stations${whyNot}`, () => {
  it('are joined by their ids', async () => {
    const source = createReadStream(realFile('nevi_stations_2026-07.csv'))
    const { items, errorCount } = await readStationDetails(source)
    expect(items).toHaveLength(216)
    expect(items.every(({ isFunded }) => isFunded === true)).toBe(true)
    expect(errorCount).toBe(0)
  })
})

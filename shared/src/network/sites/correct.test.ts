import { describe, expect, it } from 'vitest'
import { correctSites } from './correct.ts'
import { deriveSites, type SiteStation } from './derive.ts'

function station(id: string, street: string, metresNorth = 0): SiteStation {
  return {
    id,
    grain: 'station',
    name: 'Depot',
    street,
    city: 'Tacoma',
    region: 'US-WA',
    lat: 47.25 + metresNorth / 111_195,
    lon: -122.44,
  }
}

const stations = [
  station('1', '5 Main St'),
  station('2', '5 Main St'),
  station('3', '9 Elm St', 300),
  station('4', '9 Elm St', 300),
]

/** What an import leaves behind: each derived site gets an id. */
function settle(assigned?: Map<string, string>): Map<string, string> {
  return new Map(
    deriveSites(stations, assigned).flatMap(({ siteId, stationIds }, index) =>
      stationIds.map((id): [string, string] => [id, siteId ?? `S${index + 1}`]),
    ),
  )
}

function sites(assigned: Map<string, string>): string[] {
  return deriveSites(stations, assigned).map(
    ({ siteId, stationIds }) => `${siteId}: ${stationIds.join(' ')}`,
  )
}

describe('a correction by hand survives the next import', () => {
  it('when two sites are merged', () => {
    const corrected = correctSites(settle(), [{ kind: 'merge', into: 'S1', from: 'S2' }])
    expect(sites(corrected)).toEqual(['S1: 1 2 3 4'])
  })

  it('when a site is split', () => {
    const corrected = correctSites(settle(), [
      { kind: 'split', stationIds: ['2'], newSiteId: 'S9' },
    ])
    expect(sites(corrected)).toEqual(['S1: 1', 'S9: 2', 'S2: 3 4'])
  })

  it('when a station is moved', () => {
    const corrected = correctSites(settle(), [{ kind: 'move', stationId: '4', siteId: 'S1' }])
    expect(sites(corrected)).toEqual(['S1: 1 2 4', 'S2: 3'])
  })

  it('when several follow one another, the later one last', () => {
    const corrected = correctSites(settle(), [
      { kind: 'merge', into: 'S1', from: 'S2' },
      { kind: 'split', stationIds: ['1', '3'], newSiteId: 'S9' },
      { kind: 'move', stationId: '1', siteId: 'S1' },
    ])
    expect(sites(corrected)).toEqual(['S1: 1 2 4', 'S9: 3'])
    expect(sites(settle(corrected))).toEqual(sites(corrected))
  })
})

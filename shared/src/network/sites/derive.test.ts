import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAddress } from './address.ts'
import { deriveSites, type SiteStation } from './derive.ts'

function station(
  id: string,
  street: string | null,
  metresNorth = 0,
  name = `Depot ${id}`,
): SiteStation {
  return {
    id,
    grain: 'station',
    name,
    street,
    city: 'Spokane',
    region: 'US-WA',
    lat: 47.62 + metresNorth / 111_195,
    lon: -117.53,
  }
}

function groups(stations: SiteStation[], assigned?: Map<string, string>): string[] {
  return deriveSites(stations, assigned).map(({ stationIds }) => stationIds.join(' '))
}

describe('an address', () => {
  it.each([
    ['9000 w airport dr.', '9000 West Airport Drive'],
    ['9000 W Arpt Dr', '9000 W. Airport Drive'],
    ['14301 SE 1st St Suite 140', '14301 Southeast First Street'],
    ['172 U.S. 12', '172 US-12'],
    ['8600 NE 117TH AVE,', '8600 NE 117th Ave Level 2'],
    ['301 - 228th Avenue SE', '301 228th Ave SE'],
    ['8512-8522 154th Ave NE', '8512 154th Avenue NE'],
  ])('%s is %s', (one, other) => {
    expect(readAddress(one)).toEqual(readAddress(other))
  })

  it('keeps apart what differs by more than spelling', () => {
    expect(readAddress('5 N Main St')).not.toEqual(readAddress('5 S Main St'))
    expect(readAddress('5 Main St')).not.toEqual(readAddress('5 Main Ave'))
  })

  it('may be any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('1', 'n', ' ', '-', ',', '#', '.', 'é', '\n') }),
        (text) => {
          expect(readAddress(text).street).toBeTypeOf('string')
        },
      ),
    )
  })
})

describe('a site', () => {
  it('is the stations of one address that stand within 60 m of one another', () => {
    const stations = [
      station('1', '9000 W Airport Dr'),
      station('2', '9000 w. airport drive', 50),
      station('3', '9000 West Airport Dr.', 100),
      station('4', '9000 W Airport Dr', 400),
    ]
    expect(groups(stations)).toEqual(['1 2 3', '4'])
    expect(deriveSites(stations)[0].because).toEqual({
      rule: 'SAME_ADDRESS_WITHIN',
      metres: 50,
      street: '9000 W Airport Dr',
    })
  })

  it('may have a street whose spelling slipped, or lacks its direction', () => {
    expect(groups([station('1', '1530 Alaksan Way'), station('2', '1530 Alaskan Way', 5)])).toEqual(
      ['1 2'],
    )
    expect(groups([station('1', '207 Boren Ave'), station('2', '207 Boren Ave N', 5)])).toEqual([
      '1 2',
    ])
    expect(groups([station('1', '207 Boren Ave S'), station('2', '207 Boren Ave N', 5)])).toEqual([
      '1',
      '2',
    ])
    expect(groups([station('1', '30 41st St'), station('2', '30 42nd St', 5)])).toEqual(['1', '2'])
  })

  it('goes by the name only where there is no house number', () => {
    const named = (id: string, street: string | null) =>
      station(id, street, 0, `LINCOLN SQUARE ${id}`)
    expect(groups([named('1', '410 Bellevue Way'), named('2', null)])).toEqual(['1 2'])
    expect(groups([named('1', '410 Bellevue Way'), named('2', '424 104th Ave')])).toEqual([
      '1',
      '2',
    ])
  })

  it('is the row itself where the file has a row for each site', () => {
    const rows = [station('1', '5 Main St'), station('2', '5 Main St')]
    expect(groups(rows.map((row) => ({ ...row, grain: 'site' as const })))).toEqual(['1', '2'])
  })

  it('keeps the stations that somebody assigned to it, and takes in new ones of its address', () => {
    const stations = ['1', '2', '3', '4'].map((id) => station(id, '5 Main St'))
    const split = new Map([
      ['1', 'A'],
      ['2', 'B'],
      ['3', 'A'],
    ])
    const sites = deriveSites(stations, split)
    expect(sites.map(({ siteId }) => siteId)).toEqual(['A', 'B'])
    expect(sites.flatMap(({ stationIds }) => stationIds).sort()).toEqual(['1', '2', '3', '4'])
    const merged = deriveSites(
      [station('1', '5 Main St'), station('2', '9 Elm St', 900)],
      new Map([
        ['1', 'A'],
        ['2', 'A'],
      ]),
    )
    expect(merged).toMatchObject([
      { siteId: 'A', stationIds: ['1', '2'], because: { rule: 'ASSIGNED' } },
    ])
  })

  const anyStation = fc.record({
    id: fc.uuid(),
    grain: fc.constant('station' as const),
    name: fc.constantFrom('LINC SQUARE 1', 'LINC SQUARE 2', 'X'),
    street: fc.constantFrom(
      '5 Main St',
      '5 main street',
      '5 N Main St',
      '7 Elm Ave',
      'Elm Ave',
      null,
    ),
    city: fc.constant('Spokane'),
    region: fc.constantFrom('US-WA', 'US-OR'),
    lat: fc.integer({ min: 0, max: 20 }).map((step) => 47 + step / 5_000),
    lon: fc.integer({ min: 0, max: 3 }).map((step) => -117 + step / 5_000),
  })
  const anyNetwork = fc.uniqueArray(anyStation, { selector: ({ id }) => id, maxLength: 40 })

  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(
        anyNetwork.chain((stations) =>
          fc.tuple(
            fc.constant(stations),
            fc.shuffledSubarray(stations, { minLength: stations.length }),
          ),
        ),
        ([stations, shuffled]) => {
          expect(deriveSites(shuffled)).toEqual(deriveSites(stations))
        },
      ),
    )
  })

  it('has every station exactly once, and assigned ones where they were assigned', () => {
    fc.assert(
      fc.property(
        anyNetwork,
        fc.array(fc.constantFrom('A', 'B', null), { maxLength: 40 }),
        (stations, wishes) => {
          const assigned = new Map(
            stations.flatMap(({ id }, index): [string, string][] => {
              const wish = wishes[index] ?? null
              return wish === null ? [] : [[id, wish]]
            }),
          )
          const sites = deriveSites(stations, assigned)
          expect(sites.flatMap(({ stationIds }) => stationIds).sort()).toEqual(
            stations.map(({ id }) => id).sort(),
          )
          const settled = sites.flatMap(({ siteId, stationIds }) =>
            stationIds
              .filter((id) => assigned.has(id))
              .map((id): [string, string | null] => [id, siteId]),
          )
          expect(new Map(settled)).toEqual(assigned)
          const named = sites.map(({ siteId }) => siteId).filter((siteId) => siteId !== null)
          expect(new Set(named).size).toBe(named.length)
        },
      ),
    )
  })

  it('stays as it is when it is derived again with what was derived', () => {
    fc.assert(
      fc.property(anyNetwork, (stations) => {
        const once = deriveSites(stations)
        const assigned = new Map(
          once.flatMap(({ stationIds }, site) =>
            stationIds.map((id): [string, string] => [id, `S${site}`]),
          ),
        )
        expect(deriveSites(stations, assigned).map(({ stationIds }) => stationIds)).toEqual(
          once.map(({ stationIds }) => stationIds),
        )
      }),
    )
  })

  it(
    'is found among 50,000 stations in seconds, also when all stand at one spot',
    { timeout: 10_000 },
    () => {
      const many = Array.from({ length: 50_000 }, (_unused, index) =>
        station(String(index), `${index % 10} Main St`, 0, 'DEPOT STATION'),
      )
      expect(deriveSites(many)).toHaveLength(10)
    },
  )
})

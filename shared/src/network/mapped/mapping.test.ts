import { describe, expect, it } from 'vitest'
import { StationTable } from '../station-table.ts'
import { headerKey, missingOf, suggestMapping } from './mapping.ts'

const header = [
  'Charger ID',
  'Station name',
  'Address',
  'Town',
  'State',
  'Lat',
  'Long',
  'DCFC ports',
  'Plugs',
  'kW',
]

describe('a mapping', () => {
  it('is suggested by the column names', () => {
    const mapping = suggestMapping(header)
    expect(mapping.columns).toEqual({
      id: 'Charger ID',
      name: 'Station name',
      street: 'Address',
      city: 'Town',
      state: 'State',
      latitude: 'Lat',
      longitude: 'Long',
      dcFast: 'DCFC ports',
      connectors: 'Plugs',
      power: 'kW',
    })
    expect(missingOf(mapping, header)).toEqual([])
    expect(missingOf(suggestMapping(['a', 'b']), ['a', 'b'])).toContain('latitude')
  })

  it('is remembered for the same columns in any order and spelling', () => {
    expect(headerKey(['Charger ID', 'Lat'])).toBe(headerKey(['LAT', 'charger_id', '']))
    expect(headerKey(['Charger ID', 'Lat'])).not.toBe(headerKey(['Charger ID', 'Long']))
  })

  it('reads a table of anybody', () => {
    const table = new StationTable({ mapping: suggestMapping(header) })
    table.push(
      `${header.join(',')}\n9,Depot,1 Main St,Tacoma,Washington,47.25,-122.44,1,CCS / NACS,200\n`,
    )
    table.push('10,Depot,1 Main St,Tacoma,WA,47.25,-122.44,1,Tesla,200\n')
    const { stations, problems } = table.finish()
    expect(stations[0]).toMatchObject({
      source: 'csv',
      sourceId: '9',
      region: 'US-WA',
      ports: [{ level: 'DC', powerKw: 200, connectors: ['CCS1', 'NACS'] }],
    })
    expect(problems).toMatchObject([
      { code: 'CONNECTOR_UNKNOWN', line: 3, value: 'Tesla' },
      { code: 'PORT_WITHOUT_CONNECTOR', line: 3 },
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { asId } from '../../commands/index.ts'
import type { ImportedPort, ImportedStation } from '../imported.ts'
import { compareStations, mergeValue, portsToAdd, type KnownStation } from './compare.ts'

const station = (sourceId: string, change: Partial<ImportedStation> = {}): ImportedStation => ({
  source: 'afdc',
  sourceId,
  grain: 'station',
  line: 2,
  name: `STATION ${sourceId}`,
  network: 'ChargePoint Network',
  status: 'open',
  street: '1 Main St',
  city: 'Seattle',
  region: 'US-WA',
  postalCode: '98101',
  country: 'US',
  lat: 47.6,
  lon: -122.3,
  openedOn: null,
  access: 'public',
  phone: null,
  model: null,
  facilityType: null,
  isFunded: null,
  connectors: ['J1772'],
  ports: [{ level: 'L2', powerKw: null, connectors: ['J1772'] }],
  asks: [],
  ...change,
})
const known = (sourceId: string, change: Partial<ImportedStation> = {}): KnownStation => ({
  id: asId(`station ${sourceId}`),
  siteId: asId('site'),
  record: station(sourceId, change),
  isSeen: true,
})
const all = { network: null, keptOut: new Set<string>() }

describe('comparing a file with what is known', () => {
  it('finds nothing to do in the same file, wherever its rows stand', () => {
    const found = compareStations([station('1', { line: 9 })], [known('1')], all)
    expect(found).toMatchObject({ created: [], updated: [], notSeen: [] })
    expect(found.unchanged).toHaveLength(1)
  })

  it.each([
    ['moved', { lat: 47.7, name: 'Other' }],
    ['renamed', { name: 'Other', street: '2 Main St' }],
    ['readdressed', { street: '2 Main St', status: 'planned' }],
    ['changed', { status: 'unavailable' }],
  ] as const)('lists a station as %s by what differs', (kind, change) => {
    const { updated } = compareStations([station('1', change)], [known('1')], all)
    expect(updated).toMatchObject([{ kind, fields: Object.keys(change).toSorted() }].map(sorted))
  })

  it('calls a station of a covered region that is missing not seen, once', () => {
    const elsewhere = known('3', { region: 'US-OR' })
    const found = compareStations([station('1')], [known('1'), known('2'), elsewhere], all)
    expect(found.notSeen).toEqual([known('2')])
    expect(found.outside).toEqual([elsewhere])
    const again = compareStations([station('1')], [{ ...known('2'), isSeen: false }], all)
    expect(again.notSeen).toEqual([])
  })

  it('says nothing of stations of another network, nor of those whose row was rejected', () => {
    const other = known('2', { network: 'Blink Network' })
    const rejected = known('3')
    const found = compareStations([station('1')], [other, rejected], {
      network: 'ChargePoint Network',
      keptOut: new Set(['3']),
    })
    expect(found.outside).toEqual([other, rejected])
  })

  it('welcomes a station back that had not been seen', () => {
    const found = compareStations([station('1')], [{ ...known('1'), isSeen: false }], all)
    expect(found.updated).toMatchObject([{ kind: 'returned', fields: [] }])
  })
})

describe('a correction by hand', () => {
  it('survives, whether the source repeats itself or changes the same field', () => {
    expect(mergeValue('mine', 'theirs', 'theirs')).toBe('mine')
    expect(mergeValue('mine', 'theirs', 'theirs, new')).toBe('mine')
  })
  it('is not seen where the value is what the source said', () => {
    expect(mergeValue('theirs', 'theirs', 'theirs, new')).toBe('theirs, new')
  })
})

describe('ports of a re-import', () => {
  const ports = (count: number): ImportedPort[] =>
    Array.from({ length: count }, () => ({ level: 'L2', powerKw: null, connectors: ['J1772'] }))
  it('are added as far as the source has more than it said before and than stand there', () => {
    expect(portsToAdd(ports(2), ports(2), ports(4))).toHaveLength(2)
    expect(portsToAdd(ports(3), ports(2), ports(4))).toHaveLength(1)
    expect(portsToAdd(ports(4), ports(2), ports(4))).toEqual([])
  })
  it('are never taken away', () => {
    expect(portsToAdd(ports(4), ports(4), ports(1))).toEqual([])
  })
})

function sorted(update: { kind: string; fields: string[] }) {
  return { ...update, fields: expect.arrayContaining(update.fields) as unknown }
}

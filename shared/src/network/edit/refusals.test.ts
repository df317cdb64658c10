import { describe, expect, it } from 'vitest'
import { levels, standards, fitsLevel, type Standard } from '../standards.ts'
import { refusalOf, type EditSubject } from './refusals.ts'

const free: EditSubject = {
  hasOrders: false,
  isFundedBySource: false,
  region: 'US-WA',
  port: null,
}
const port = (level: string | null, ...plugs: Standard[]): EditSubject => ({
  ...free,
  port: { level, isFunded: false, standards: plugs },
})

describe('a value is refused', () => {
  it('where something is counted by it, or the source says funded', () => {
    const ordered = { ...free, hasOrders: true }
    expect(refusalOf('region', 'US-OR', ordered)).toBe('HAS_ORDERS')
    expect(refusalOf('kitFamily', null, ordered)).toBe('HAS_ORDERS')
    expect(refusalOf('level', 'L2', { ...port(null), hasOrders: true })).toBe('HAS_ORDERS')
    const funded = { ...free, isFundedBySource: true }
    expect(refusalOf('isFunded', false, funded)).toBe('FUNDED_BY_SOURCE')
    expect(refusalOf('isFunded', true, funded)).toBeNull()
    expect(refusalOf('name', 'Depot', { ...ordered, isFundedBySource: true })).toBeNull()
  })

  it('where the place is none that the site can have', () => {
    const move = (value: string | null) => refusalOf('coordinates', value, free)
    expect(move('47.6038, -122.3301')).toBeNull()
    expect(move('0, 0')).toBe('COORDINATES_ZERO')
    expect(move('-122.3301, 47.6038')).toBe('COORDINATES_SWAPPED')
    expect(move('45, -200')).toBe('COORDINATES_IMPOSSIBLE')
    expect(move('34.05, -118.24')).toBe('OUTSIDE_STATE')
    expect(move('47.6038, 122.3301')).toBe('OUTSIDE_COUNTRY')
    expect(move(null)).toBe('COORDINATES_MISSING')
    expect(refusalOf('coordinates', '52.5, 13.4', { ...free, region: 'DE-BE' })).toBeNull()
  })

  it('where a port would have a plug that its level cannot carry', () => {
    for (const standard of standards)
      for (const level of levels)
        expect(refusalOf('level', level, port(null, 'NACS', standard)) === null).toBe(
          fitsLevel(standard, level) && fitsLevel('NACS', level),
        )
    expect(refusalOf('level', null, port('L2', 'J1772'))).toBeNull()
  })

  it('where a funded port would stop being one that keeps its CCS1', () => {
    const funded = { ...free, port: { level: 'DC', isFunded: true, standards: [] } }
    expect(refusalOf('level', 'L2', funded)).toBe('FUNDED_IS_DC')
    expect(refusalOf('level', null, funded)).toBe('FUNDED_IS_DC')
    expect(refusalOf('level', 'L2', { ...free, port: { ...funded.port, level: null } })).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { sumByArea } from './county-sums.ts'

const square = (id: string, west: number, hole: boolean) => ({
  id,
  shape: {
    geometry: {
      type: 'Polygon' as const,
      coordinates: [
        ring(west, 0, west + 10, 10),
        ...(hole ? [ring(west + 4, 4, west + 6, 6)] : []),
      ],
    },
  },
})
const ring = (west: number, south: number, east: number, north: number) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]
const at = (lon: number, lat: number) => ({ lon, lat, scope: 2, done: 1 })

describe('sums by area', () => {
  const areas = [square('a', 0, true), square('b', 10, false)]

  it('gives each place to the area that holds it', () => {
    const { sums } = sumByArea(areas, [at(1, 1), at(2, 9), at(15, 5)])
    expect(Object.fromEntries(sums)).toEqual({
      a: { scope: 4, done: 2 },
      b: { scope: 2, done: 1 },
    })
  })

  it('loses nothing: what lies in a hole or outside is told apart', () => {
    const { sums, unplaced } = sumByArea(areas, [at(5, 5), at(50, 50), at(12, 3)])
    expect(unplaced).toEqual({ scope: 4, done: 2 })
    expect(sums.get('b')).toEqual({ scope: 2, done: 1 })
  })
})

import { describe, expect, it } from 'vitest'
import { GRID_COLUMNS, regionTiles } from './region-grid.ts'

describe('the grid of regions', () => {
  it('has the fifty states, the capital and Puerto Rico, and thirteen provinces, each once', () => {
    const regions = regionTiles.map(({ region }) => region)
    expect(new Set(regions).size).toBe(regions.length)
    expect(regions.filter((region) => region.startsWith('US-'))).toHaveLength(52)
    expect(regions.filter((region) => region.startsWith('CA-'))).toHaveLength(13)
  })
  it('puts each on a tile of its own', () => {
    const tiles = regionTiles.map(({ row, column }) => `${row} ${column}`)
    expect(new Set(tiles).size).toBe(tiles.length)
    expect(Math.max(...regionTiles.map(({ column }) => column))).toBeLessThanOrEqual(GRID_COLUMNS)
  })
})

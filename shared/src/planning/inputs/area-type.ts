/**
 * How dense the surroundings of a site are, guessed from our own sites: nothing else is at hand
 * without a map service. A guess is shown as one and can be overridden site by site.
 */
import type { AreaType } from '../problem.ts'

/** Side of a square, in degrees: some 11 km north to south, 8 km east to west in the middle of the country. */
const CELL_DEGREES = 0.1
/** Sites in the square and the eight around it from which it counts as such (a choice of ours). */
const URBAN_FROM = 30
const SUBURBAN_FROM = 6

export interface Place {
  readonly latitude: number
  readonly longitude: number
}

/**
 * The area type of any place, by how many of `sites` lie in its square of 0.1° and the eight around:
 * 30 or more are urban, 6 or more suburban, fewer rural.
 */
export function areaTypesBy(sites: Iterable<Place>): (place: Place) => AreaType {
  const counts = new Map<string, number>()
  for (const site of sites) {
    const key = keyOf(cellOf(site.latitude), cellOf(site.longitude))
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return ({ latitude, longitude }) => {
    let near = 0
    for (const north of [-1, 0, 1])
      for (const east of [-1, 0, 1])
        near += counts.get(keyOf(cellOf(latitude) + north, cellOf(longitude) + east)) ?? 0
    return near >= URBAN_FROM ? 'urban' : near >= SUBURBAN_FROM ? 'suburban' : 'rural'
  }
}

function cellOf(degrees: number): number {
  return Math.floor(degrees / CELL_DEGREES)
}

function keyOf(north: number, east: number): string {
  return `${north} ${east}`
}

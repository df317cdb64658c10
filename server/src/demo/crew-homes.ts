import { metresBetween } from '@changeover/shared/network'
import { REGION_WEIGHTS } from './facts.ts'
import type { Gazetteer } from './places.ts'

/** Where a crew of the demo starts its days. */
export interface CrewHome {
  city: string
  region: string
  lat: number
  lon: number
}

/** Homes closer than this would serve the same sites. */
const APART_METRES = 120_000

/**
 * Homes for `count` crews in these regions: where the most stations are to be expected, apart from
 * each other; when the map is full, the first ones get a second crew. A day's drive reaches most
 * sites from there, as it must for a plan.
 */
export function crewHomes(
  gazetteer: Gazetteer,
  regions: readonly string[],
  count: number,
): CrewHome[] {
  const weights = new Map(REGION_WEIGHTS)
  const cities = regions
    .flatMap((region) => {
      const shares = gazetteer.get(region)
      const all = shares?.sums.at(-1) ?? 1
      return (shares?.cities ?? []).map((city, index) => ({
        ...city,
        weight:
          ((weights.get(region) ?? 0) *
            ((shares?.sums[index] ?? 0) - (shares?.sums[index - 1] ?? 0))) /
          all,
      }))
    })
    .toSorted((a, b) => b.weight - a.weight)
  const homes: CrewHome[] = []
  for (const { city, region, lat, lon } of cities) {
    if (homes.length === count) break
    if (homes.every((home) => metresBetween(home, { lat, lon }) > APART_METRES))
      homes.push({ city, region, lat, lon })
  }
  return Array.from({ length: count }, (_unused, index) => homes[index % homes.length])
}

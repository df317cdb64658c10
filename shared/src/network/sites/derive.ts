/**
 * Derives sites from stations, since no public file has a site's id.
 *
 * Invariants: every station is in exactly one site; the outcome is the same for any order of the
 * stations; stations that are assigned to a site stay there whatever the rules say, so a
 * correction by hand survives every import. Corrections are assignments: merging assigns all
 * stations of both sites to one, splitting and moving assign them to others.
 */
import type { Grain } from '../imported.ts'
import { readAddress } from './address.ts'
import { findLinks, siteRules, type Link, type Placed, type SiteRule } from './link.ts'

/** What the derivation reads of a station; `id` is unique in the list. */
export interface SiteStation {
  readonly id: string
  /** A row of `site` grain is a site already and is joined to no other by rule. */
  readonly grain: Grain
  readonly name: string
  readonly street: string | null
  readonly city: string | null
  readonly region: string | null
  readonly lat: number
  readonly lon: number
}

export interface DerivedSite {
  /** The site that its stations are assigned to; null for a new one. */
  readonly siteId: string | null
  /** Sorted. */
  readonly stationIds: readonly string[]
  /** The name that most stations share, without their numbers, or the address. */
  readonly name: string
  readonly street: string | null
  readonly city: string | null
  readonly region: string | null
  /** The middle of its stations, in degrees, to six decimals. */
  readonly lat: number
  readonly lon: number
  readonly because: SiteReason
}

/**
 * Why these stations are one site: the weakest rule that was needed, the most metres that it had to
 * bridge, and the address it holds for.
 */
export interface SiteReason {
  readonly rule: SiteRule
  readonly metres: number
  readonly street: string | null
}

/**
 * Groups stations into sites.
 * @param assigned station id → site id, of stations whose site is settled: those of earlier
 *   imports and those that somebody placed by hand. A new station joins the site of the nearest
 *   assigned station that a rule links it to.
 */
export function deriveSites(
  stations: readonly SiteStation[],
  assigned: ReadonlyMap<string, string> = new Map(),
): DerivedSite[] {
  const sorted = stations.toSorted((one, other) => compare(one.id, other.id))
  const placed = sorted.flatMap((station, index) =>
    station.grain === 'site' ? [] : [place(station, index)],
  )
  const groups = new Groups(sorted.map(({ id }) => assigned.get(id) ?? null))
  const links = findLinks(placed).sort(
    (one, other) =>
      siteRules.indexOf(one.rule) - siteRules.indexOf(other.rule) ||
      one.metres - other.metres ||
      one.one + one.other - other.one - other.other ||
      Math.min(one.one, one.other) - Math.min(other.one, other.other),
  )
  for (const link of links) groups.join(link)
  return groups.list().map((group) => describe(group, sorted))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

function place(station: SiteStation, index: number): Placed {
  const { name, street, region, lat, lon } = station
  return {
    index,
    address: readAddress(street ?? ''),
    region: region ?? '',
    nameStem: nameStem(name),
    lat,
    lon,
  }
}

/** A station's name without what numbers it within its site: "T-2121 STATION 03" → "t-2121". */
export function nameStem(name: string): string {
  const stem = name
    .toLowerCase()
    .replaceAll(
      /\b(?:station|sta|stn|unit|charger|port|evse|gateway|gw|level|lvl|p|l|st|ev)?[ #_-]*\d+[a-z]?\b/g,
      ' ',
    )
    .replaceAll(/\b(?:station|charger|gateway|gw)\b/g, ' ')
    .replaceAll(/[^a-z]+/g, ' ')
    .trim()
  return stem.length >= 6 ? stem : ''
}

interface Group {
  readonly members: number[]
  readonly siteId: string | null
  readonly rule: SiteRule
  readonly metres: number
}

/**
 * Union of stations by links, from the strongest link to the weakest, where two groups of
 * different sites are never joined.
 */
class Groups {
  readonly #parent: number[]
  readonly #siteId: (string | null)[]
  readonly #weakest: { rule: SiteRule; metres: number }[]

  constructor(siteIds: readonly (string | null)[]) {
    this.#parent = siteIds.map((_siteId, index) => index)
    this.#siteId = [...siteIds]
    this.#weakest = siteIds.map(() => ({ rule: 'ALONE', metres: 0 }))
    this.#joinAssigned()
  }

  #joinAssigned(): void {
    const first = new Map<string, number>()
    this.#siteId.forEach((siteId, index) => {
      if (siteId === null) return
      const other = first.get(siteId)
      if (other === undefined) first.set(siteId, index)
      else this.#unite(index, other, 'ASSIGNED', 0)
    })
  }

  join({ one, other, rule, metres }: Link): void {
    const [mine, theirs] = [this.#root(one), this.#root(other)]
    if (mine === theirs) return
    const [a, b] = [this.#siteId[mine], this.#siteId[theirs]]
    if (a !== null && b !== null && a !== b) return
    this.#unite(mine, theirs, rule, metres)
  }

  #unite(one: number, other: number, rule: SiteRule, metres: number): void {
    const [root, child] = [this.#root(one), this.#root(other)].sort((a, b) => a - b)
    if (root === child) return
    const weakest = [this.#weakest[root], this.#weakest[child], { rule, metres }]
    this.#parent[child] = root
    this.#siteId[root] ??= this.#siteId[child]
    this.#weakest[root] = weakest.reduce((worst, next) => (isWeaker(next, worst) ? next : worst))
  }

  #root(index: number): number {
    let root = index
    while (this.#parent[root] !== root) root = this.#parent[root]
    while (this.#parent[index] !== root) [index, this.#parent[index]] = [this.#parent[index], root]
    return root
  }

  /** The groups in the order of their first member. */
  list(): Group[] {
    const byRoot = new Map<number, Group>()
    this.#parent.forEach((_parent, index) => {
      const root = this.#root(index)
      const group = byRoot.get(root)
      if (group) group.members.push(index)
      else
        byRoot.set(root, { members: [index], siteId: this.#siteId[root], ...this.#weakest[root] })
    })
    return [...byRoot.values()]
  }
}

function isWeaker(one: { rule: SiteRule; metres: number }, other: typeof one): boolean {
  const order = siteRules.indexOf(one.rule) - siteRules.indexOf(other.rule)
  return order > 0 || (order === 0 && one.metres > other.metres)
}

function describe(group: Group, stations: readonly SiteStation[]): DerivedSite {
  const members = group.members.map((index) => stations[index])
  const street = mostCommon(members.map((member) => member.street))
  const city = mostCommon(members.map((member) => member.city))
  return {
    siteId: group.siteId,
    stationIds: members.map(({ id }) => id),
    name: siteName(members) ?? street ?? members[0].name,
    street,
    city,
    region: mostCommon(members.map((member) => member.region)),
    lat: middle(members.map(({ lat }) => lat)),
    lon: middle(members.map(({ lon }) => lon)),
    because: { rule: group.rule, metres: Math.round(group.metres), street },
  }
}

/** The longest beginning that the names share, if it says enough; the name of a lone station. */
function siteName(members: readonly SiteStation[]): string | null {
  const names = members.map(({ name }) => name)
  const [first, last] = [
    names.reduce((a, b) => (a < b ? a : b)),
    names.reduce((a, b) => (a > b ? a : b)),
  ]
  let length = 0
  while (length < first.length && first[length] === last[length]) length++
  const shared = members.length === 1 ? first : first.slice(0, length).replace(/[\s\d#/_-]*$/, '')
  return shared.length >= 4 ? shared : null
}

/** The value that most have, the first in the alphabet among equals. */
function mostCommon(values: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>()
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  const ranked = [...counts].sort(([a, one], [b, other]) => other - one || compare(a, b))
  return ranked[0]?.[0] ?? null
}

/** The median, which one wrong geocode does not move. */
function middle(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const half = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  return Math.round(median * 1e6) / 1e6
}

import type { DerivedSite, SourceRecord } from '@changeover/shared/network'
import tzLookup from '@photostructure/tz-lookup'

/** What of a site is derived from its stations; kept beside the site, so that corrections show. */
export interface SiteDerivation {
  /** Why its stations are one site; see `SiteRule`. */
  rule: string
  /** The longest step between neighbouring stations that the rule had to bridge. */
  metres: number
  name: string
  street: string | null
  city: string | null
  region: string
  postalCode: string | null
  country: string
  lat: number
  lon: number
  timeZone: string
}

/** Where the source names no country: ISO 3166 leaves this code to users for "unknown". */
const UNKNOWN_COUNTRY = 'ZZ'

/** Whether the source says where the station stands; a station without a source's record does not. */
export function hasPlace(record: Partial<SourceRecord>): boolean {
  return Number.isFinite(record.lat) && Number.isFinite(record.lon)
}

/** The columns of a site, from its derivation and its stations. Outside the US and Canada the country stands for the region. */
export function describeSite(
  derived: DerivedSite,
  records: readonly SourceRecord[],
): SiteDerivation {
  const country =
    records.find((record) => record.country !== null)?.country ??
    derived.region?.slice(0, 2) ??
    UNKNOWN_COUNTRY
  return {
    rule: derived.because.rule,
    metres: derived.because.metres,
    name: derived.name,
    street: derived.street,
    city: derived.city,
    region: derived.region ?? country,
    postalCode: records.find((record) => record.postalCode !== null)?.postalCode ?? null,
    country,
    lat: derived.lat,
    lon: derived.lon,
    timeZone: tzLookup(derived.lat, derived.lon),
  }
}

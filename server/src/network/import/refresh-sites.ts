import type { Id } from '@changeover/shared/commands'
import { deriveSites, mergeValue } from '@changeover/shared/network'
import { sql } from 'kysely'
import type { DatabaseTransaction } from '../../db/database.ts'
import { listAtSites } from './repository.ts'
import { describeSite, hasPlace, type SiteDerivation } from './site-columns.ts'

/**
 * Derives name, address and coordinates of sites anew after their stations moved or were renamed.
 * A value that somebody corrected by hand stays. Which stations a site has does not change here.
 */
export async function refreshSites(
  tx: DatabaseTransaction,
  siteIds: readonly Id<'Site'>[],
): Promise<void> {
  if (siteIds.length === 0) return
  const sites = await tx
    .selectFrom('site')
    .select([
      'id',
      'name',
      'street',
      'city',
      'region',
      'postalCode',
      'country',
      'lat',
      'lon',
      'timeZone',
      'derivation',
    ])
    .where(sql<boolean>`id = any(${siteIds}::uuid[])`)
    .execute()
  const stations = Map.groupBy(await listAtSites(tx, siteIds), (station) => station.siteId)
  const rows = sites.flatMap(({ id, derivation, ...current }) => {
    const members = (stations.get(id) ?? []).filter(({ record }) => hasPlace(record))
    if (members.length === 0) return []
    const [derived] = deriveSites(
      members.map((member) => ({ ...member.record, id: member.id })),
      new Map(members.map((member) => [member.id, id])),
    )
    // Written by an import as a SiteDerivation, and by nothing else.
    const before = derivation as unknown as SiteDerivation
    const now = {
      ...describeSite(
        derived,
        members.map((member) => member.record),
      ),
      rule: before.rule,
      metres: before.metres,
    }
    const merge = <Key extends keyof typeof current>(key: Key) =>
      mergeValue<unknown>(current[key], before[key], now[key])
    return [
      {
        id,
        name: merge('name'),
        street: merge('street'),
        city: merge('city'),
        region: merge('region'),
        postal_code: merge('postalCode'),
        country: merge('country'),
        ...mergePlace(current, before, now),
        time_zone: merge('timeZone'),
        derivation: now,
      },
    ]
  })
  await sql`
    update site set name = n.name, street = n.street, city = n.city, region = n.region,
      postal_code = n.postal_code, country = n.country, lat = n.lat, lon = n.lon,
      time_zone = n.time_zone, derivation = n.derivation, version = site.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id uuid, name text, street text,
      city text, region text, postal_code text, country text, lat double precision,
      lon double precision, time_zone text, derivation jsonb)
    where site.id = n.id
  `.execute(tx)
}

type Place = Record<'lat' | 'lon', number | null>

/** A place is taken over or kept as a whole: a latitude from here and a longitude from there is nowhere. */
function mergePlace(current: Place, before: Place, now: Place): Place {
  const pair = ({ lat, lon }: Place) => [lat, lon] as const
  const [lat, lon] = mergeValue(pair(current), pair(before), pair(now)) ?? pair(current)
  return { lat, lon }
}

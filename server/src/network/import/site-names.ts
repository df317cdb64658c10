import type { Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'

/** A site as a line of a list names it. */
export interface SiteName {
  id: Id<'Site'>
  name: string
  street: string | null
  city: string | null
  region: string
  stations: number
  ports: number
}

/** Names and sizes of some sites, by id. */
export async function listSiteNames(
  db: Database,
  siteIds: readonly Id<'Site'>[],
): Promise<Map<Id<'Site'>, SiteName>> {
  const { rows } = await sql<SiteName>`
    with counted as (
      select s.site_id, count(distinct s.id)::integer as stations, count(p.id)::integer as ports
      from station s left join port p on p.station_id = s.id and p.deleted_at is null
      where s.site_id = any(${siteIds}::uuid[]) and s.deleted_at is null
      group by s.site_id
    )
    select site.id, site.name, site.street, site.city, site.region, counted.stations, counted.ports
    from site join counted on counted.site_id = site.id
  `.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

import type { Id } from '@changeover/shared/commands'
import { deriveSites } from '@changeover/shared/network'
import { sql } from 'kysely'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { listAtSites } from '../import/repository.ts'
import { describeSite, hasPlace } from '../import/site-columns.ts'
import type { CorrectionPlan } from './plan.ts'

/**
 * The site that a split makes: described by the stations that it gets, and where these say nothing,
 * by the site that they come from, whose host and access notes it takes over.
 */
export async function addSplitSite(
  work: UnitOfWork,
  siteId: Id<'Site'>,
  plan: CorrectionPlan,
): Promise<void> {
  await sql`
    insert into site (id, name, street, city, region, postal_code, country, lat, lon, time_zone, host_contact,
      access_notes, derivation, created_command_id)
    select ${siteId}::uuid, ${plan.name}, street, city, region, postal_code, country, lat, lon, time_zone, host_contact,
      access_notes, '{}', ${work.commandId}::uuid
    from site where id = ${plan.from.id}::uuid
  `.execute(work.tx)
  await sql`insert into site_stock (site_id) values (${siteId}::uuid) on conflict do nothing`.execute(
    work.tx,
  )
  const going = new Set<string>(plan.moved.map(({ id }) => id))
  const members = (await listAtSites(work.tx, [plan.from.id])).filter(
    ({ id, record }) => going.has(id) && hasPlace(record),
  )
  if (members.length === 0) return
  const [derived] = deriveSites(
    members.map(({ id, record }) => ({ ...record, id })),
    new Map(members.map(({ id }) => [id, siteId])),
  )
  const now = describeSite(
    derived,
    members.map(({ record }) => record),
  )
  await sql`
    update site set name = ${plan.named ?? now.name}, street = ${now.street}, city = ${now.city},
      postal_code = ${now.postalCode}, country = ${now.country}, lat = ${now.lat}, lon = ${now.lon},
      time_zone = ${now.timeZone}, derivation = ${JSON.stringify(now)}::jsonb
    where id = ${siteId}::uuid
  `.execute(work.tx)
}

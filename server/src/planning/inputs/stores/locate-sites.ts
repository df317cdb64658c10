import type { Actor } from '@changeover/shared/accounts'
import type { Cells } from '@changeover/shared/planning'
import { sql } from 'kysely'
import { regionCondition } from '../../../accounts/index.ts'
import type { Located, Reader, StoredRow } from '../store.ts'

/** A site as its lists show it. */
export interface SiteNames {
  id: StoredRow['id']
  name: string
  city: string | null
  region: string
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The sites that rows mean: by the id of an export, else by a name that only one site has. */
export async function locateSites(
  db: Reader,
  actor: Actor,
  rows: readonly Cells[],
): Promise<Located[]> {
  const ids = rows.flatMap(({ siteId = '' }) => (UUID.test(siteId) ? [siteId] : []))
  const names = rows.flatMap(({ siteId, site }) => (!siteId && site ? [site.toLowerCase()] : []))
  const { rows: found } = await sql<SiteNames>`
    select id, name, city, region from site
    where deleted_at is null and ${regionCondition(actor, 'region')}
      and (id = any (${ids}::uuid[]) or lower(name) = any (${names}::text[]))
    order by id
  `.execute(db)
  const byId = new Map(found.map((site) => [String(site.id), site]))
  const byName = Map.groupBy(found, ({ name }) => name.toLowerCase())
  return rows.map(({ siteId = '', site = '' }) => {
    const known = siteId ? [byId.get(siteId.toLowerCase())] : byName.get(site.toLowerCase())
    const [first, second] = known ?? []
    if (!first) return { fault: { column: 'site', code: 'SITE_UNKNOWN' } }
    if (second) return { fault: { column: 'site', code: 'SITE_UNCLEAR' } }
    return { id: first.id, cells: siteCells(first), regions: [first.region] }
  })
}

/** The cells that say which site a row is about. */
export function siteCells({ id, name, city, region }: SiteNames): Cells {
  return { siteId: id, site: name, city: city ?? '', region }
}

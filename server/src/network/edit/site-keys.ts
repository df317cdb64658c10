import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import { visibleTo } from '../scope.ts'
import type { Reader } from './subjects.ts'

/**
 * The sites that somebody may see by keys as a table names them: the site's own id, or the source's id
 * of a station that stands there. A key has several sites where two sources use it for stations apart.
 */
export async function findSitesByKeys(
  db: Reader,
  actor: Actor,
  keys: readonly string[],
): Promise<Map<string, Id<'Site'>[]>> {
  const { rows } = await sql<{ key: string; siteIds: Id<'Site'>[] }>`
    with asked as (
      select distinct key from unnest(${keys}::text[]) as a(key)
    ), meant as (
      select asked.key, s.site_id from asked join station s on s.source_id = asked.key and s.deleted_at is null
      union
      select asked.key, site.id from asked join site on site.id::text = lower(asked.key)
    )
    select meant.key, array_agg(site.id) as site_ids
    from meant join site on site.id = meant.site_id
    where site.deleted_at is null and ${visibleTo(actor)}
    group by 1
  `.execute(db)
  return new Map(rows.map(({ key, siteIds }) => [key, siteIds]))
}

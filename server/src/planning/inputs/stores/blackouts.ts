import { newId } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { regionCondition } from '../../../accounts/index.ts'
import {
  idsOf,
  keptRows,
  orNull,
  removedIds,
  type InputStore,
  type Located,
  type StoredRow,
} from '../store.ts'
import { locateSites } from './locate-sites.ts'
import { joinThen, tableThen } from '../../../past/index.ts'

/** Days on which nobody works at a site, or in a region. */
export const blackouts: InputStore = {
  async read(db, wish) {
    const { rows } = await sql<{
      id: StoredRow['id']
      siteId: string | null
      site: string | null
      region: string | null
      fromOn: Day
      toOn: Day
      reason: string
      siteRegion: string
    }>`
      select b.id, b.site_id, s.name as site, b.region, b.from_on, b.to_on, b.reason, coalesce(b.region, s.region) as site_region
      from ${tableThen('blackout', wish.asOf)} b ${joinThen('site', 's', sql`b.site_id`, wish.asOf, 'left join')}
      where b.deleted_at is null and ${regionCondition(wish.actor, 's.region')} is not false
        and (b.region is null or ${regionCondition(wish.actor, 'b.region')})
        and (${idsOf(wish)}::uuid[] is null or b.id = any (${idsOf(wish)}::uuid[]))
      order by b.from_on, b.id
    `.execute(db)
    return rows.map((row) => ({
      id: row.id,
      cells: {
        siteId: row.siteId ?? '',
        site: row.site ?? '',
        region: row.region ?? '',
        from: row.fromOn,
        to: row.toOn,
        reason: row.reason,
      },
      regions: [row.siteRegion],
    }))
  },

  regionsOf: (cells) => (cells.region ? [cells.region] : []),

  /** A row of a region is about nothing but itself; one of a site is about that site. */
  async locate(db, actor, rows) {
    const ofSites = rows.filter(({ region }) => !region)
    const sites = await locateSites(db, actor, ofSites)
    return rows.map((row): Located => {
      const index = ofSites.indexOf(row)
      if (index < 0) return { id: newId<'Input'>(), cells: {}, regions: [] }
      const found = sites[index]
      if ('fault' in found) return found
      const { siteId, site } = found.cells
      return { id: newId<'Input'>(), cells: { siteId, site, region: '' }, regions: found.regions }
    })
  },

  async write(work, changes) {
    const rows = keptRows(changes, ({ siteId, region, from, to, reason }) => ({
      site_id: orNull(siteId),
      region: orNull(region),
      from_on: from,
      to_on: to,
      reason,
    }))
    await sql`
      update blackout set deleted_at = now(), version = version + 1 where id = any (${removedIds(changes)}::uuid[])
    `.execute(work.tx)
    await sql`
      insert into blackout (id, site_id, region, from_on, to_on, reason)
      select r.* from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, site_id uuid, region text, from_on date, to_on date,
        reason text)
      on conflict (id) do update set from_on = excluded.from_on, to_on = excluded.to_on, reason = excluded.reason,
        version = blackout.version + 1, deleted_at = null
    `.execute(work.tx)
  },
}

import type { Actor } from '@changeover/shared/accounts'
import { AppError, type Id } from '@changeover/shared/commands'
import {
  metresBetween,
  type Correction,
  type CorrectionPreview,
  type MadeCorrection,
} from '@changeover/shared/network'
import { isKnown, isOpenCommand, tableThen, type AsOf } from '../../past/index.ts'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { visibleTo } from '../scope.ts'
import { describePlan, planCorrection } from './plan.ts'
import { findSites } from './repository.ts'

/** What a correction would do; nothing is written. */
export async function previewCorrection(
  db: Database,
  actor: Actor,
  correction: Correction,
): Promise<CorrectionPreview> {
  return describePlan(await planCorrection(db, actor, correction))
}

/** The corrections that a site was part of, the newest first. */
export async function listCorrections(
  db: Database,
  siteId: Id<'Site'>,
  asOf: AsOf = null,
): Promise<MadeCorrection[]> {
  const { rows } = await sql<MadeCorrection>`
    select c.command_id as "commandId", c.kind, c.from_site_id as "fromSiteId", f.name as "fromName",
      c.to_site_id as "toSiteId", t.name as "toName", jsonb_array_length(c.stations) as stations,
      p.name as by, c.made_at as "madeAt", not ${isOpenCommand(asOf, 'c.undone_command_id')} as "isUndone"
    from site_correction c
    join ${tableThen('site', asOf)} f on f.id = c.from_site_id join ${tableThen('site', asOf)} t on t.id = c.to_site_id
    left join person p on p.id = c.made_by
    where ${siteId}::uuid in (c.from_site_id, c.to_site_id) and ${isKnown(asOf, 'c.command_id')}
    order by c.made_at desc limit 50
  `.execute(db)
  return rows
}

/** Degrees of latitude in which neighbours are looked for: about a kilometre. */
const NEARBY_DEGREES = 0.01
const NEARBY = 12

/** The sites nearest to a site within about a kilometre: what it may be one with. */
export async function listNearby(db: Database, actor: Actor, siteId: Id<'Site'>) {
  const site = (await findSites(db, actor, [siteId])).get(siteId)
  if (!site) throw new AppError('NOT_FOUND', { siteId })
  const { lat, lon } = site
  if (lat === null || lon === null) return []
  const { rows } = await sql<{
    id: Id<'Site'>
    name: string
    street: string | null
    city: string | null
    stations: number
    lat: number
    lon: number
  }>`
    select site.id, site.name, site.street, site.city, stock.stations, site.lat, site.lon
    from site join site_stock stock on stock.site_id = site.id
    where site.lat between ${lat - NEARBY_DEGREES} and ${lat + NEARBY_DEGREES}
      and site.lon between ${lon - 2 * NEARBY_DEGREES} and ${lon + 2 * NEARBY_DEGREES}
      and site.id <> ${siteId}::uuid and site.region = ${site.region}
      and site.deleted_at is null and ${visibleTo(actor)}
    order by abs(site.lat - ${lat}) + abs(site.lon - ${lon}) limit ${4 * NEARBY}
  `.execute(db)
  return rows
    .map(({ lat: otherLat, lon: otherLon, ...row }) => ({
      ...row,
      metres: Math.round(metresBetween({ lat, lon }, { lat: otherLat, lon: otherLon })),
    }))
    .toSorted((one, other) => one.metres - other.metres)
    .slice(0, NEARBY)
}

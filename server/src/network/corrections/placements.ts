import type { Id } from '@changeover/shared/commands'
import type { Grain, Source } from '@changeover/shared/network'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../../db/database.ts'

/** Where stations of a source were placed by hand, by the key that the source knows them by. */
export interface Placement {
  source: string
  grain: string
  sourceId: string
  siteId: Id<'Site'>
  commandId: Id<'Command'>
}

/** Remembers that these stations belong to that site. @returns what was remembered of them before. */
export async function placeStations(
  tx: DatabaseTransaction,
  stationIds: readonly Id<'Station'>[],
  siteId: Id<'Site'>,
  commandId: Id<'Command'>,
): Promise<Placement[]> {
  const { rows } = await sql<Placement>`
    select p.source, p.grain, p.source_id, p.site_id, p.command_id
    from station_placement p join station s using (source, grain, source_id)
    where s.id = any(${stationIds}::uuid[])
  `.execute(tx)
  await sql`
    insert into station_placement (source, grain, source_id, site_id, command_id)
    select source, grain, source_id, ${siteId}::uuid, ${commandId}::uuid from station
    where id = any(${stationIds}::uuid[])
    on conflict (source, grain, source_id)
      do update set site_id = excluded.site_id, command_id = excluded.command_id
  `.execute(tx)
  return rows
}

/** Forgets what a correction placed, and remembers again what it was before. */
export async function replaceStations(
  tx: DatabaseTransaction,
  commandId: Id<'Command'>,
  before: readonly Placement[],
): Promise<void> {
  await sql`delete from station_placement where command_id = ${commandId}::uuid`.execute(tx)
  await sql`
    insert into station_placement (source, grain, source_id, site_id, command_id)
    select source, grain, "sourceId", "siteId", "commandId"
    from jsonb_to_recordset(${JSON.stringify(before)}::jsonb)
      as b(source text, grain text, "sourceId" text, "siteId" uuid, "commandId" uuid)
    on conflict (source, grain, source_id) do nothing
  `.execute(tx)
}

/**
 * The sites of stations that somebody placed by hand, by source id: a station that is imported anew
 * (its first import was taken back) goes where it was put. Merged sites are followed; a site that is
 * gone for good places nothing.
 */
export async function listPlacements(
  db: Database | DatabaseTransaction,
  source: Source,
  grain: Grain,
  sourceIds: readonly string[],
): Promise<Map<string, Id<'Site'>>> {
  const { rows } = await sql<{ sourceId: string; siteId: Id<'Site'> }>`
    with recursive led as (
      select p.source_id, site.id as site_id, site.merged_into, site.deleted_at
      from station_placement p join site on site.id = p.site_id
      where p.source = ${source} and p.grain = ${grain} and p.source_id = any(${sourceIds}::text[])
      union all
      select led.source_id, site.id, site.merged_into, site.deleted_at
      from led join site on site.id = led.merged_into
    )
    select source_id, site_id from led where deleted_at is null
  `.execute(db)
  return new Map(rows.map(({ sourceId, siteId }) => [sourceId, siteId]))
}

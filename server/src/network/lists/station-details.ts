/**
 * An owner's hardware file: model, serial, kit family and federal funding of stations that stand
 * already, found by the id of their source. A cell that is empty says nothing and changes nothing;
 * what the file says counts as the owner's word and stays when the public list is imported again.
 */
import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { ListedStation, ListResult, PreviewLine } from '@changeover/shared/network'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import { regionCondition } from '../../accounts/index.ts'
import { countList, differences, listLine, type ListChange, type ListPlan } from './list-plan.ts'

/** What such a file may say of a station. */
export interface Hardware {
  model: string | null
  serial: string | null
  kitFamily: string | null
  isFunded: boolean | null
}

export interface HardwareSubject {
  stationId: Id<'Station'>
  siteId: Id<'Site'>
}

interface KnownStation extends Hardware, HardwareSubject {
  sourceId: string
  name: string
  siteName: string
  region: string
}

/** Joins the rows of a file to the stations that the actor sees. Writes nothing. */
export async function planStationDetails(
  db: Database | DatabaseTransaction,
  actor: Actor,
  result: ListResult<ListedStation>,
): Promise<ListPlan<HardwareSubject, Hardware>> {
  const known = Map.groupBy(
    await listKnown(
      db,
      actor,
      result.items.map((item) => item.stationId),
    ),
    (station) => station.sourceId,
  )
  const changes: ListChange<HardwareSubject, Hardware>[] = []
  const lines: PreviewLine[] = []
  for (const item of result.items) {
    const stations = known.get(item.stationId) ?? []
    if (stations.length === 0) {
      const name = [item.model, item.serial].filter(Boolean).join(' ')
      lines.push(
        listLine(
          'unmatched',
          { id: null, key: item.stationId, name: item.stationId, place: name },
          [],
        ),
      )
    }
    for (const station of stations) {
      const { stationId, siteId } = station
      const before = hardwareOf(station)
      const after = merged(before, item)
      const fields = differences(before, after)
      const isSame = fields.length === 0
      if (!isSame) changes.push({ subject: { stationId, siteId }, before, after })
      const about = { id: siteId, key: item.stationId, name: station.name, place: station.siteName }
      lines.push(listLine(isSame ? 'unchanged' : 'changed', about, fields))
    }
  }
  return { changes, counts: countList(lines, result), lines }
}

function hardwareOf({ model, serial, kitFamily, isFunded }: Hardware): Hardware {
  return { model, serial, kitFamily, isFunded }
}

/** What the file says over what was known; that funding ended is for a person to say. */
function merged(before: Hardware, said: Hardware): Hardware {
  return {
    model: said.model ?? before.model,
    serial: said.serial ?? before.serial,
    kitFamily: said.kitFamily ?? before.kitFamily,
    isFunded: said.isFunded ?? before.isFunded,
  }
}

async function listKnown(
  db: Database | DatabaseTransaction,
  actor: Actor,
  sourceIds: readonly string[],
): Promise<KnownStation[]> {
  const { rows } = await sql<KnownStation>`
    select s.id as station_id, s.site_id, s.source_id, s.name, s.model, s.serial, s.kit_family, s.is_funded,
      site.name as site_name, site.region
    from station s join site on site.id = s.site_id
    where s.deleted_at is null and s.source_id = any(${sourceIds}::text[])
      and ${regionCondition(actor, 'site.region')}
    order by s.id
  `.execute(db)
  return rows
}

/**
 * Writes what is known of some stations' hardware. Ports of a station that turns out to be funded
 * are funded from then on.
 * @returns the ports that became funded.
 */
export async function writeHardware(
  tx: DatabaseTransaction,
  changes: readonly { stationId: Id<'Station'>; hardware: Hardware }[],
): Promise<Id<'Port'>[]> {
  const rows = changes.map(({ stationId, hardware }) => ({
    id: stationId,
    model: hardware.model,
    serial: hardware.serial,
    kit_family: hardware.kitFamily,
    is_funded: hardware.isFunded,
  }))
  await sql`
    update station set model = n.model, serial = n.serial, kit_family = n.kit_family,
      is_funded = n.is_funded, version = station.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as n(id uuid, model text, serial text, kit_family text, is_funded boolean)
    where station.id = n.id
  `.execute(tx)
  const funded = await sql<{ id: Id<'Port'> }>`
    update port set is_funded = true from station s
    where s.id = port.station_id and s.is_funded and not port.is_funded and port.deleted_at is null
      and s.id = any(${rows.map(({ id }) => id)}::uuid[])
    returning port.id
  `.execute(tx)
  return funded.rows.map(({ id }) => id)
}

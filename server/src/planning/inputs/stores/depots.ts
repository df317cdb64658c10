import { sql } from 'kysely'
import { regionCondition } from '../../../accounts/index.ts'
import { idsOf, keptRows, orNull, removedIds, type InputStore, type StoredRow } from '../store.ts'
import { tableThen } from '../../../past/index.ts'

/** Where kits lie. */
export const depots: InputStore = {
  async read(db, wish) {
    const { rows } = await sql<{
      id: StoredRow['id']
      name: string
      region: string
      lat: number | null
      lon: number | null
    }>`
      select id, name, region, lat, lon from ${tableThen('depot', wish.asOf)} d
      where deleted_at is null and ${regionCondition(wish.actor, 'region')}
        and (${idsOf(wish)}::uuid[] is null or id = any (${idsOf(wish)}::uuid[]))
      order by name
    `.execute(db)
    return rows.map(({ id, name, region, lat, lon }) => ({
      id,
      cells: { depot: name, region, lat: String(lat ?? ''), lon: String(lon ?? '') },
      regions: [region],
    }))
  },

  regionsOf: (cells) => (cells.region ? [cells.region] : []),

  async write(work, changes) {
    const rows = keptRows(changes, ({ depot, region, lat, lon }) => ({
      name: depot,
      region,
      lat: orNull(lat),
      lon: orNull(lon),
    }))
    await sql`
      insert into depot (id, name, region, lat, lon)
      select r.* from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, name text, region text, lat float8, lon float8)
      on conflict (id) do update set name = excluded.name, region = excluded.region, lat = excluded.lat,
        lon = excluded.lon, version = depot.version + 1, deleted_at = null
    `.execute(work.tx)
    await sql`
      update depot set deleted_at = now(), version = version + 1 where id = any (${removedIds(changes)}::uuid[])
    `.execute(work.tx)
  },

  async inUse(db, ids) {
    const { rows } = await sql<{ id: string }>`
      select d.id from depot d where d.id = any (${[...ids]}::uuid[]) and (
        exists (select from territory t where t.depot_id = d.id and t.deleted_at is null)
        or exists (select from kit_receipt r where r.depot_id = d.id and r.deleted_at is null and r.received_on is null)
        or exists (select from kit_movement m where m.depot_id = d.id group by m.kit_type_id having sum(m.quantity) <> 0))
    `.execute(db)
    return new Set(rows.map(({ id }) => id))
  },
}

import { sql } from 'kysely'
import { splitNames } from '@changeover/shared/planning'
import { idOf } from '../names.ts'
import { idsOf, keptRows, removedIds, type InputStore, type StoredRow } from '../store.ts'
import { tableThen } from '../../../past/index.ts'

/** Which regions belong together, and the depot that their kits come from. */
export const territories: InputStore = {
  async read(db, wish) {
    const { rows } = await sql<{
      id: StoredRow['id']
      name: string
      regions: string[]
      depot: string | null
    }>`
      select t.id, t.name, t.regions, d.name as depot
      from ${tableThen('territory', wish.asOf)} t left join ${tableThen('depot', wish.asOf)} d on d.id = t.depot_id
      where t.deleted_at is null
        and (${wish.actor.regions}::text[] is null or t.regions && ${wish.actor.regions}::text[])
        and (${idsOf(wish)}::uuid[] is null or t.id = any (${idsOf(wish)}::uuid[]))
      order by t.name
    `.execute(db)
    return rows.map(({ id, name, regions, depot }) => ({
      id,
      cells: { territory: name, regions: regions.join('; '), depot: depot ?? '' },
      regions,
    }))
  },

  regionsOf: (cells) => splitNames(cells.regions ?? ''),

  async write(work, changes, names) {
    const rows = keptRows(changes, (cells) => ({
      name: cells.territory,
      regions: splitNames(cells.regions ?? ''),
      depot_id: idOf(names.depots, cells.depot),
    }))
    await sql`
      insert into territory (id, name, regions, depot_id)
      select r.id, r.name, r.regions, r.depot_id
      from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, name text, regions text[], depot_id uuid)
      on conflict (id) do update set name = excluded.name, regions = excluded.regions,
        depot_id = excluded.depot_id, version = territory.version + 1, deleted_at = null
    `.execute(work.tx)
    await sql`
      update territory set deleted_at = now(), version = version + 1 where id = any (${removedIds(changes)}::uuid[])
    `.execute(work.tx)
    work.stale('crews')
  },

  async inUse(db, ids) {
    const { rows } = await sql<{ id: string }>`
      select t.id from territory t where t.id = any (${[...ids]}::uuid[]) and exists (
        select from crew c where c.deleted_at is null
          and (c.territory_id = t.id or t.id = any (c.also_territory_ids)))
    `.execute(db)
    return new Set(rows.map(({ id }) => id))
  },
}

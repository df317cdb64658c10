import { newId } from '@changeover/shared/commands'
import { sql } from 'kysely'
import { regionCondition } from '../../../accounts/index.ts'
import { derivedId } from '../derived-id.ts'
import { idOf } from '../names.ts'
import { idsOf, type InputStore } from '../store.ts'
import { isKnown, tableThen } from '../../../past/index.ts'

interface StockRow {
  depotId: string
  kitTypeId: string
  depot: string
  kit: string
  quantity: number
  region: string
}

/**
 * Kits on hand by depot: the sum of all movements. A count writes the difference as a movement, so
 * that what was received and used stays as it was recorded.
 */
export const stock: InputStore = {
  isKeyedById: true,

  async read(db, wish) {
    const { rows } = await sql<StockRow>`
      select d.id as depot_id, k.id as kit_type_id, d.name as depot, k.code as kit, sum(m.quantity)::int as quantity, d.region
      from kit_movement m join ${tableThen('depot', wish.asOf)} d on d.id = m.depot_id
      join ${tableThen('kit_type', wish.asOf)} k on k.id = m.kit_type_id
      where ${isKnown(wish.asOf, 'm.command_id')} and d.deleted_at is null and k.deleted_at is null and ${regionCondition(wish.actor, 'd.region')}
      group by d.id, d.name, d.region, k.id, k.code order by d.name, k.code
    `.execute(db)
    const ids = idsOf(wish)
    return rows
      .map(({ depotId, kitTypeId, depot, kit, quantity, region }) => ({
        id: derivedId('stock', depotId, kitTypeId),
        cells: { depot, kit, onHand: String(quantity) },
        regions: [region],
      }))
      .filter(({ id }) => ids === null || ids.includes(id))
  },

  regionsOf: (cells, names) => names.regionOf.depot(cells.depot ?? ''),

  locate: (_db, _actor, rows, names) =>
    Promise.resolve(
      rows.map(({ depot = '', kit = '' }) => ({
        id: derivedId('stock', idOf(names.depots, depot) ?? '', idOf(names.kits, kit) ?? ''),
        cells: { depot, kit },
        regions: [],
      })),
    ),

  async write(work, changes, names) {
    const rows = changes.flatMap(({ before, after }) => {
      const cells = after ?? before ?? {}
      const quantity = Number(after?.onHand ?? 0) - Number(before?.onHand ?? 0)
      if (quantity === 0) return []
      return [
        {
          id: newId<'KitMovement'>(),
          depot_id: idOf(names.depots, cells.depot),
          kit_type_id: idOf(names.kits, cells.kit),
          quantity,
        },
      ]
    })
    await sql`
      insert into kit_movement (id, depot_id, kit_type_id, quantity, moved_on, reason, command_id)
      select m.id, m.depot_id, m.kit_type_id, m.quantity, ${work.recordedOn}::date, 'counted', ${work.commandId}::uuid
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m(id uuid, depot_id uuid, kit_type_id uuid, quantity integer)
    `.execute(work.tx)
    work.stale('progress')
  },
}

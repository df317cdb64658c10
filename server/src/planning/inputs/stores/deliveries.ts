import { newId } from '@changeover/shared/commands'
import type { Cells } from '@changeover/shared/planning'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { regionCondition } from '../../../accounts/index.ts'
import { idOf, type Names } from '../names.ts'
import {
  idsOf,
  keptRows,
  orNull,
  removedIds,
  type InputStore,
  type StoreChange,
  type StoredRow,
} from '../store.ts'
import { tableThen } from '../../../past/index.ts'

/**
 * Dated deliveries of kits. What is received moves the stock; a received delivery that is corrected
 * or taken back moves it again, so that the movements always sum to what was received.
 */
export const deliveries: InputStore = {
  async read(db, wish) {
    const { rows } = await sql<{
      id: StoredRow['id']
      reference: string
      depot: string
      kit: string
      quantity: number
      dueOn: Day
      receivedOn: Day | null
      region: string
    }>`
      select r.id, r.reference, d.name as depot, k.code as kit, r.quantity, r.due_on, r.received_on, d.region
      from ${tableThen('kit_receipt', wish.asOf)} r join ${tableThen('depot', wish.asOf)} d on d.id = r.depot_id
      join ${tableThen('kit_type', wish.asOf)} k on k.id = r.kit_type_id
      where r.deleted_at is null and ${regionCondition(wish.actor, 'd.region')}
        and (${idsOf(wish)}::uuid[] is null or r.id = any (${idsOf(wish)}::uuid[]))
      order by r.received_on is not null, case when r.received_on is null then r.due_on end,
        r.received_on desc, r.reference
    `.execute(db)
    return rows.map(({ id, reference, depot, kit, quantity, dueOn, receivedOn, region }) => ({
      id,
      cells: {
        delivery: reference,
        depot,
        kit,
        quantity: String(quantity),
        due: dueOn,
        received: receivedOn ?? '',
        state: receivedOn ? 'received' : dueOn < wish.today ? 'overdue' : 'coming',
      },
      regions: [region],
    }))
  },

  regionsOf: (cells, names) => names.regionOf.depot(cells.depot ?? ''),

  /** A new delivery without a reference gets the next number. */
  async locate(db, _actor, rows) {
    const { rows: next } = await sql<{ reference: string }>`
      select 'D' || lpad(nextval('kit_receipt_reference')::text, 5, '0') as reference
      from generate_series(1, ${rows.filter(({ delivery }) => !delivery).length})
    `.execute(db)
    const free = next.values()
    return rows.map(({ delivery }) => ({
      id: newId<'Input'>(),
      cells: { delivery: delivery || (free.next().value?.reference ?? '') },
      regions: [],
    }))
  },

  async write(work, changes, names) {
    const rows = keptRows(changes, (cells) => ({
      reference: cells.delivery,
      depot_id: idOf(names.depots, cells.depot),
      kit_type_id: idOf(names.kits, cells.kit),
      quantity: Number(cells.quantity),
      due_on: cells.due,
      received_on: orNull(cells.received),
    }))
    await sql`
      insert into kit_receipt (id, reference, depot_id, kit_type_id, quantity, due_on, received_on)
      select r.* from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, reference text, depot_id uuid, kit_type_id uuid, quantity integer,
        due_on date, received_on date)
      on conflict (id) do update set reference = excluded.reference, depot_id = excluded.depot_id,
        kit_type_id = excluded.kit_type_id, quantity = excluded.quantity, due_on = excluded.due_on,
        received_on = excluded.received_on, version = kit_receipt.version + 1, deleted_at = null
    `.execute(work.tx)
    await sql`
      update kit_receipt set deleted_at = now(), version = version + 1 where id = any (${removedIds(changes)}::uuid[])
    `.execute(work.tx)
    await sql`
      insert into kit_movement (id, depot_id, kit_type_id, quantity, moved_on, reason, command_id)
      select m.id, m.depot_id, m.kit_type_id, m.quantity, m.moved_on, 'received', ${work.commandId}::uuid
      from jsonb_to_recordset(${JSON.stringify(changes.flatMap((change) => movementsOf(change, names)))}::jsonb)
        as m(id uuid, depot_id uuid, kit_type_id uuid, quantity integer, moved_on date)
    `.execute(work.tx)
    work.stale('progress')
  },
}

/** What a change moves: out what was received before, in what is received now; nothing where both are alike. */
function movementsOf({ before, after }: StoreChange, names: Names) {
  const [out, into] = [received(before, -1, names), received(after, 1, names)]
  if (out && into && isSame(out, into)) return []
  return [out, into].filter((movement) => movement !== null)
}

function received(cells: Cells | null, sign: 1 | -1, names: Names) {
  if (!cells?.received) return null
  return {
    id: newId<'KitMovement'>(),
    depot_id: idOf(names.depots, cells.depot),
    kit_type_id: idOf(names.kits, cells.kit),
    quantity: sign * Number(cells.quantity),
    moved_on: cells.received,
  }
}

type Movement = NonNullable<ReturnType<typeof received>>

function isSame(out: Movement, into: Movement): boolean {
  return (
    out.depot_id === into.depot_id &&
    out.kit_type_id === into.kit_type_id &&
    out.moved_on === into.moved_on &&
    out.quantity === -into.quantity
  )
}

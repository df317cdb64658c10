import { AppError, newId } from '@changeover/shared/commands'
import type { Part } from '@changeover/shared/orders'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { ClosingOrder } from './close-repository.ts'

/**
 * Writes the parts that a closing names. A whole kit that was used besides, or found faulty, has left
 * the stock like one that was fitted. @throws AppError `INVALID` for a port that is not the order's.
 */
export async function writeParts(
  work: UnitOfWork,
  order: ClosingOrder,
  on: Day,
  parts: readonly Part[],
): Promise<void> {
  const known = new Set<string>(order.ports.map(({ portId }) => portId))
  const stray = parts.find(({ portId }) => portId && !known.has(portId))
  if (stray)
    throw new AppError('INVALID', {
      reason: 'The port is not open in this order.',
      portId: stray.portId,
    })
  await work.tx
    .insertInto('orderPart')
    .values(
      parts.map((part) => ({
        id: part.partId,
        orderId: order.id,
        portId: part.portId ?? null,
        kind: part.kind,
        kitTypeId: part.kitTypeId ?? null,
        name: part.name,
        serial: part.serial ?? null,
        isFaulty: part.isFaulty,
        note: part.note ?? null,
        recordedOn: on,
        commandId: work.commandId,
      })),
    )
    .execute()
  const spent = parts.filter(
    ({ kind, isFaulty, kitTypeId }) => kitTypeId && (kind === 'used' || isFaulty),
  )
  if (spent.length === 0) return
  await sql`
    insert into kit_movement (id, depot_id, kit_type_id, quantity, moved_on, reason, order_id, command_id)
    select m.id, (select min(d.id::text)::uuid from depot d where d.region = ${order.region} and d.deleted_at is null
        having count(*) = 1), m.kit, -1, ${on}::date, 'used', ${order.id}::uuid, ${work.commandId}::uuid
    from unnest(${spent.map(() => newId<'KitMovement'>())}::uuid[], ${spent.map(({ kitTypeId }) => kitTypeId ?? null)}::uuid[]) as m(id, kit)
  `.execute(work.tx)
}

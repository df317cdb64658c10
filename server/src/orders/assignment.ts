import type { Actor } from '@changeover/shared/accounts'
import { OrderChangeSchema, type Assignment, type BulkChange } from '@changeover/shared/orders'
import type { Database } from '../db/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { wantedOfSelection } from './change-judge.ts'
import { carryOut, previewChange, requireTargets } from './change.ts'

/** Giving orders to a crew for a day is the change of these two fields. */
function asChange({ selection, crewId, day }: Assignment): BulkChange {
  return { selection, change: OrderChangeSchema.parse({ set: { crewId, scheduledOn: day } }) }
}

/** What the assignment would do; nothing is written. */
export function previewAssignment(db: Database, actor: Actor, request: Assignment, now: string) {
  return previewChange(db, actor, asChange(request), now)
}

/** Gives orders to a crew for a day; those that cannot be given stay, with the reason. */
export async function assign(work: UnitOfWork, request: Assignment) {
  const change = asChange(request)
  await requireTargets(work.tx, work.actor, change.change)
  const { changed, refused } = await carryOut(
    work,
    wantedOfSelection(work.actor, change, work.recordedAt),
    null,
  )
  work.record({
    kind: 'orders.assigned',
    subject: { kind: 'crew', id: request.crewId },
    payload: { orders: changed, crewId: request.crewId, day: request.day },
  })
  return { assigned: changed, refused }
}

import { AppError, type Id } from '@changeover/shared/commands'
import { answerProblem, type OrderState } from '@changeover/shared/orders'
import type { Instant } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'
import { parseSteps } from './close-repository.ts'
import { lockOrder } from './transitions.ts'

/**
 * Keeps an answer of the checklist; a later one takes its place, the history keeps both. A measured
 * value outside its limits is kept too: it is true, and the step stays open.
 */
export async function answer(
  work: UnitOfWork,
  data: { orderId: Id<'WorkOrder'>; step: string; value: string | number | boolean | null },
): Promise<{ problem: string | null }> {
  const order = await lockOrder(work, data.orderId)
  if (order.state === 'verified')
    throw new AppError('ILLEGAL_TRANSITION', {
      number: order.number,
      state: order.state satisfies OrderState,
    })
  const template = await work.tx
    .selectFrom('workOrder')
    .innerJoin('checklistTemplate', 'checklistTemplate.id', 'workOrder.checklistTemplateId')
    .select('steps')
    .where('workOrder.id', '=', order.id)
    .executeTakeFirst()
  const step = parseSteps(template?.steps ?? null).find(({ key }) => key === data.step)
  if (!step)
    throw new AppError('INVALID', { step: data.step, reason: 'The checklist has no such step.' })
  const problem = answerProblem(step, data.value, new Set())
  if (problem === 'wrong_kind' || problem === 'unknown_option')
    throw new AppError('INVALID', { step: data.step, reason: problem })
  await sql`
    insert into checklist_answer (order_id, step, value, answered_at, answered_by, command_id)
    values (${order.id}, ${data.step}, ${JSON.stringify(data.value)}::jsonb, ${work.occurredAt}::timestamptz,
      ${work.actor.personId}, ${work.commandId})
    on conflict (order_id, step) do update set value = excluded.value, answered_at = excluded.answered_at,
      answered_by = excluded.answered_by, command_id = excluded.command_id
  `.execute(work.tx)
  work.record({
    kind: 'order.answered',
    subject: { kind: 'order', id: order.id },
    payload: { step: data.step, value: data.value },
  })
  work.stale(`order:${order.id}`)
  return { problem }
}

/** Names a photo by its content before the file has arrived. Taken in every state: evidence is never thrown away. */
export async function addEvidence(
  work: UnitOfWork,
  data: {
    orderId: Id<'WorkOrder'>
    evidenceId: Id<'Evidence'>
    kind: 'before' | 'after' | 'blocked' | 'other'
    sha256: string
    takenAt: Instant
  },
): Promise<{ isStored: boolean }> {
  const order = await lockOrder(work, data.orderId)
  const { orderId, evidenceId, kind, sha256, takenAt } = data
  await work.tx
    .insertInto('evidence')
    .values({
      id: evidenceId,
      orderId,
      kind,
      sha256,
      takenAt,
      takenBy: work.actor.personId,
      commandId: work.commandId,
    })
    .execute()
  const stored = await work.tx
    .selectFrom('storedFile')
    .select('sha256')
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  work.record({
    kind: 'order.photographed',
    subject: { kind: 'order', id: order.id },
    payload: { kind, sha256 },
  })
  work.stale(`order:${order.id}`)
  return { isStored: stored !== undefined }
}

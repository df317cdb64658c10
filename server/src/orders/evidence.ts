import { AppError, canonicalJson, type Id } from '@changeover/shared/commands'
import { answerProblem, type Answer } from '@changeover/shared/orders'
import type { Instant } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'
import { parseSteps } from './close-repository.ts'
import { latenessOf, lockReported } from './late-report.ts'

/**
 * Keeps an answer of the checklist; a later one takes its place, the history keeps both. A measured
 * value outside its limits is kept too: it is true, and the step stays open. An answer that was given
 * without knowing of the one that stands there becomes its rival, and the crew is asked once.
 */
export async function answer(
  work: UnitOfWork,
  data: Answer,
): Promise<{ problem: string | null; isRival: boolean }> {
  const order = await lockReported(work, data.orderId)
  if (order.state === 'verified')
    throw new AppError('ILLEGAL_TRANSITION', { number: order.number, state: order.state })
  const problem = await judgeAnswer(work, data)
  const standing = await work.tx
    .selectFrom('checklistAnswer')
    .select(['value', 'commandId'])
    .where('orderId', '=', order.id)
    .where('step', '=', data.step)
    .executeTakeFirst()
  // A crew that lost the order meanwhile takes nobody's place unseen.
  const isLate = latenessOf(work, order) === 'taken_away'
  const seen = data.basedOn === undefined && isLate ? null : data.basedOn
  const isUnseen = standing !== undefined && seen !== undefined && seen !== standing.commandId
  const isRival = isUnseen && canonicalJson(standing.value) !== canonicalJson(data.value)
  if (isRival) await addRival(work, data)
  else if (!isUnseen) await writeAnswer(work, data)
  await settleRivals(work, data)
  work.record({
    kind: isRival ? 'order.answeredOtherwise' : 'order.answered',
    subject: { kind: 'order', id: order.id },
    payload: { step: data.step, value: data.value },
  })
  work.stale(`order:${order.id}`)
  return { problem, isRival }
}

/** What is wrong with the answer, or null. @throws AppError `INVALID` for a step or a value that cannot be. */
async function judgeAnswer(work: UnitOfWork, data: Answer): Promise<string | null> {
  const template = await work.tx
    .selectFrom('workOrder')
    .innerJoin('checklistTemplate', 'checklistTemplate.id', 'workOrder.checklistTemplateId')
    .select('steps')
    .where('workOrder.id', '=', data.orderId)
    .executeTakeFirst()
  const step = parseSteps(template?.steps ?? null).find(({ key }) => key === data.step)
  if (!step)
    throw new AppError('INVALID', { step: data.step, reason: 'The checklist has no such step.' })
  const problem = answerProblem(step, data.value, new Set())
  if (problem === 'wrong_kind' || problem === 'unknown_option')
    throw new AppError('INVALID', { step: data.step, reason: problem })
  return problem
}

function writeAnswer(work: UnitOfWork, { orderId, step, value }: Answer): Promise<unknown> {
  return sql`
    insert into checklist_answer (order_id, step, value, answered_at, answered_by, command_id)
    values (${orderId}, ${step}, ${JSON.stringify(value)}::jsonb, ${work.occurredAt}::timestamptz,
      ${work.actor.personId}, ${work.commandId})
    on conflict (order_id, step) do update set value = excluded.value, answered_at = excluded.answered_at,
      answered_by = excluded.answered_by, command_id = excluded.command_id
  `.execute(work.tx)
}

/** Puts the answer beside the one that stands; a rival that the same phone gave before gives way to it. */
async function addRival(work: UnitOfWork, { orderId, step, value, basedOn }: Answer) {
  if (basedOn) await settle(work, orderId, [basedOn])
  await work.tx
    .insertInto('answerRival')
    .values({
      commandId: work.commandId,
      orderId,
      step,
      value: JSON.stringify(value),
      answeredAt: work.occurredAt,
      answeredBy: work.actor.personId,
    })
    .execute()
}

async function settleRivals(work: UnitOfWork, { orderId, settles }: Answer): Promise<void> {
  if (settles && settles.length > 0) await settle(work, orderId, settles)
}

function settle(work: UnitOfWork, orderId: Id<'WorkOrder'>, rivals: readonly Id<'Command'>[]) {
  return work.tx
    .updateTable('answerRival')
    .set({ settledCommandId: work.commandId })
    .where('orderId', '=', orderId)
    .where('commandId', 'in', rivals)
    .where('settledCommandId', 'is', null)
    .execute()
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
  const order = await lockReported(work, data.orderId)
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

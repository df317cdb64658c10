import type { Actor } from '@changeover/shared/accounts'
import { AppError, type Id } from '@changeover/shared/commands'
import {
  TRANSITIONS,
  type BulkChange,
  type ChangePreview,
  type ChangeRefusal,
  type OrderChange,
  type RefusedGroup,
} from '@changeover/shared/orders'
import { sql, type RawBuilder } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { countAssignmentDeltas } from './assignment-deltas.ts'
import { judged, wantedOfSelection, type Wanted } from './change-judge.ts'
import { crewLoad, fieldCounts, samplesOf } from './change-preview.ts'
import { keepPorts, writeAccepted } from './change-write.ts'
import { lockOrder } from './transitions.ts'

interface Verdict {
  reason: ChangeRefusal | null
  count: number
  numbers: number[]
}

/** What the change would do to each order of the selection; nothing is written. */
export async function previewChange(
  db: Database,
  actor: Actor,
  request: BulkChange,
  now: string,
): Promise<ChangePreview> {
  await requireTargets(db, actor, request.change)
  const { crewId, scheduledOn } = request.change.set
  const [preview, load] = await Promise.all([
    previewOf(db, judged(wantedOfSelection(actor, request, now))),
    crewLoad(db, crewId ?? null, scheduledOn ?? null),
  ])
  return { ...preview, crewLoad: load }
}

/** Sums up what the verdicts would change. */
export async function previewOf(
  db: Database | DatabaseTransaction,
  verdicts: RawBuilder<unknown>,
): Promise<Omit<ChangePreview, 'crewLoad'>> {
  const [groups, fields, samples] = await Promise.all([
    sql<Verdict & { ports: number; moved: number }>`
      select j.refusal as reason, count(*) as count, sum(j.port_count)::integer as ports,
        (array_agg(j.number order by j.number))[1:5] as numbers,
        count(*) filter (where j.before_crew_id is not null or j.before_scheduled_on is not null) as moved
      from (${verdicts}) as j group by 1 order by 2 desc
    `.execute(db),
    fieldCounts(db, verdicts),
    samplesOf(db, verdicts),
  ])
  const accepted = groups.rows.find(({ reason }) => reason === null)
  return {
    orders: accepted?.count ?? 0,
    ports: accepted?.ports ?? 0,
    moved: accepted?.moved ?? 0,
    fields,
    samples,
    refused: refusedOf(groups.rows),
  }
}

/**
 * Changes every order of the selection that allows it, in one command; the others stay, with the
 * reason. One order alone is refused with `CONFLICT` where it is newer than what the sender saw.
 */
export async function changeOrders(work: UnitOfWork, request: BulkChange) {
  await requireTargets(work.tx, work.actor, request.change)
  const { change, selection } = request
  if ('orderIds' in selection && selection.orderIds.length === 1)
    await lockOrder(work, selection.orderIds[0])
  const wanted = wantedOfSelection(work.actor, request, work.recordedAt)
  const answer = await carryOut(work, wanted, change.reason)
  work.record({
    kind: 'orders.changed',
    subject: { kind: 'orders', id: null },
    payload: { orders: answer.changed, set: change.set, step: change.step, reason: change.reason },
  })
  return answer
}

/**
 * Judges and writes. @throws AppError `NOTHING_TO_DO` when no order can be changed.
 * The caller records what happened.
 */
export async function carryOut(
  work: UnitOfWork,
  wanted: Wanted,
  reason: string | null,
): Promise<{ changed: number; refused: RefusedGroup[] }> {
  const { rows } = await sql<Verdict>`
    ${writeAccepted(work, judged(wanted), reason)}
    select refusal as reason, count(*) as count, (array_agg(number order by number))[1:5] as numbers from judged group by 1
  `.execute(work.tx)
  const changed = rows.find(({ reason }) => reason === null)?.count ?? 0
  if (changed === 0) throw new AppError('NOTHING_TO_DO', { refused: refusedOf(rows) })
  await keepPorts(work)
  await countAssignmentDeltas(work)
  await staleAssigned(work)
  return { changed, refused: refusedOf(rows) }
}

/** Names what open screens show of the orders that this command changed; of many, the lists only. */
export async function staleAssigned(work: UnitOfWork): Promise<void> {
  work.stale('orders', 'progress')
  const { rows } = await sql<{ orderId: Id<'WorkOrder'> }>`
    select order_id from order_assignment where command_id = ${work.commandId} limit 101`.execute(
    work.tx,
  )
  if (rows.length <= 100) work.stale(...rows.map(({ orderId }) => `order:${orderId}`))
}

function refusedOf(rows: readonly Verdict[]): RefusedGroup[] {
  return rows.flatMap(({ reason, count, numbers }) =>
    reason === null ? [] : [{ reason, count, numbers: numbers.map(Number) }],
  )
}

/**
 * Refuses a step that the role may not take, and a crew, milestone or kit that the actor does not
 * reach. @throws AppError `FORBIDDEN`, `NOT_FOUND`
 */
export async function requireTargets(
  db: Database | DatabaseTransaction,
  actor: Actor,
  { set, step }: OrderChange,
): Promise<void> {
  if (step) {
    const who: readonly string[] = TRANSITIONS[step].who
    if (!who.includes(actor.role)) throw new AppError('FORBIDDEN', { step, role: actor.role })
  }
  const { crewId, milestoneId, kitTypeId } = set
  const { rows } = await sql<{ crewRegion: string | null; hasMilestone: boolean; hasKit: boolean }>`
    select (select region from crew where id = ${crewId ?? null} and deleted_at is null) as crew_region,
      exists (select from milestone where id = ${milestoneId ?? null} and deleted_at is null) as has_milestone,
      exists (select from kit_type where id = ${kitTypeId ?? null} and deleted_at is null) as has_kit
  `.execute(db)
  const [{ crewRegion, hasMilestone, hasKit }] = rows
  const isForeign = crewRegion === null || (actor.regions && !actor.regions.includes(crewRegion))
  if (crewId && isForeign) throw new AppError('NOT_FOUND', { crewId })
  if (milestoneId && !hasMilestone) throw new AppError('NOT_FOUND', { milestoneId })
  if (kitTypeId && !hasKit) throw new AppError('NOT_FOUND', { kitTypeId })
}

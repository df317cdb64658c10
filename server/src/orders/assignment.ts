import { AppError, type Id } from '@changeover/shared/commands'
import type { Actor } from '@changeover/shared/accounts'
import { TRANSITIONS, type Assignment, type AssignmentRefusal } from '@changeover/shared/orders'
import { sql, type RawBuilder } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { countAssignmentDeltas } from './assignment-deltas.ts'
import { selectionCondition } from './filter.ts'

/** Orders that stay as they are, and why. */
interface RefusedGroup {
  reason: AssignmentRefusal
  count: number
  /** A few of them, to look at. */
  numbers: number[]
}

/** What the assignment would do; nothing is written. */
export async function previewAssignment(
  db: Database,
  actor: Actor,
  request: Assignment,
  now: string,
) {
  await requireCrew(db, actor, request.crewId)
  const { rows } = await sql<{
    reason: AssignmentRefusal | null
    count: number
    ports: number
    numbers: number[]
    moved: number
  }>`
    select judged.refusal as reason, count(*) as count, sum(judged.port_count)::integer as ports,
      (array_agg(judged.number order by judged.number))[1:5] as numbers,
      count(*) filter (where judged.state <> 'planned') as moved
    from (${judged(actor, request, now)}) as judged group by 1 order by 2 desc
  `.execute(db)
  const load = await sql<{ orders: number; ports: number }>`
    select count(*) as orders, coalesce(sum(port_count), 0)::integer as ports from work_order
    where crew_id = ${request.crewId} and scheduled_on = ${request.day}::date and deleted_at is null and state <> 'cancelled'
  `.execute(db)
  const accepted = rows.find(({ reason }) => reason === null)
  return {
    orders: accepted?.count ?? 0,
    ports: accepted?.ports ?? 0,
    /** Of these, orders that had a crew or a day before. */
    moved: accepted?.moved ?? 0,
    crewLoad: load.rows[0],
    refused: refusedOf(rows),
  }
}

/** Gives orders to a crew for a day, in one statement; those that cannot be given stay, with the reason. */
export async function assign(work: UnitOfWork, request: Assignment) {
  await requireCrew(work.tx, work.actor, request.crewId)
  const { rows } = await sql<{
    reason: AssignmentRefusal | null
    count: number
    numbers: number[]
  }>`
    with judged as (${judged(work.actor, request, work.recordedAt)} order by w.id for update of w),
    moved as (
      update work_order w set state = 'scheduled', crew_id = ${request.crewId}::uuid, scheduled_on = ${request.day}::date,
        route_position = null, blocked_reason = null, version = w.version + 1,
        state_since = case when w.state = 'scheduled' then w.state_since else ${work.occurredAt}::timestamptz end
      from judged j where w.id = j.id and j.refusal is null
    ), kept as (
      insert into order_assignment (command_id, order_id, before_state, before_crew_id, before_scheduled_on, before_blocked_reason,
        after_state, after_crew_id, after_scheduled_on, version_after)
      select ${work.commandId}::uuid, j.id, j.state, j.crew_id, j.scheduled_on, j.blocked_reason,
        'scheduled', ${request.crewId}::uuid, ${request.day}::date, j.version + 1
      from judged j where j.refusal is null
    )
    select refusal as reason, count(*) as count, (array_agg(number order by number))[1:5] as numbers from judged group by 1
  `.execute(work.tx)
  const assigned = rows.find(({ reason }) => reason === null)?.count ?? 0
  if (assigned === 0) throw new AppError('NOTHING_TO_DO', { refused: refusedOf(rows) })
  await countAssignmentDeltas(work)
  work.record({
    kind: 'orders.assigned',
    subject: { kind: 'crew', id: request.crewId },
    payload: { orders: assigned, crewId: request.crewId, day: request.day },
  })
  await staleAssigned(work)
  return { assigned, refused: refusedOf(rows) }
}

/** Names what open screens show of the orders that this command moved; of many, the lists only. */
export async function staleAssigned(work: UnitOfWork): Promise<void> {
  work.stale('orders', 'progress')
  const { rows } = await sql<{ orderId: Id<'WorkOrder'> }>`
    select order_id from order_assignment where command_id = ${work.commandId} limit 101`.execute(
    work.tx,
  )
  if (rows.length <= 100) work.stale(...rows.map(({ orderId }) => `order:${orderId}`))
}

/** The selection with a reason beside each order that cannot be given to the crew on the day. */
function judged(actor: Actor, request: Assignment, now: string): RawBuilder<unknown> {
  return sql`
    select w.id, w.number, w.version, w.state, w.crew_id, w.scheduled_on, w.blocked_reason, w.port_count,
      case
        when not w.state = any (${[...TRANSITIONS.assign.from]}::text[]) then 'ILLEGAL_STATE'
        when ${request.day}::date < m.gate_on then 'BEFORE_GATE'
        when not w.charge = any (c.skills) then 'NO_SKILL'
        when w.state = 'scheduled' and w.crew_id = c.id and w.scheduled_on = ${request.day}::date then 'UNCHANGED'
      end as refusal
    from work_order w join milestone m on m.id = w.milestone_id join crew c on c.id = ${request.crewId}
    where ${selectionCondition(actor, request.selection, now)}`
}

function refusedOf(
  rows: readonly { reason: AssignmentRefusal | null; count: number; numbers: number[] }[],
): RefusedGroup[] {
  return rows.flatMap(({ reason, count, numbers }) =>
    reason === null ? [] : [{ reason, count, numbers: numbers.map(Number) }],
  )
}

async function requireCrew(
  db: Database | DatabaseTransaction,
  actor: Actor,
  crewId: Id<'Crew'>,
): Promise<void> {
  const crew = await db
    .selectFrom('crew')
    .select('region')
    .where('id', '=', crewId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (!crew || (actor.regions && !actor.regions.includes(crew.region)))
    throw new AppError('NOT_FOUND', { crewId })
}

import type { Id } from '@changeover/shared/commands'
import {
  isImaginedCrew,
  ORDER_CHANGES,
  type OrderChangeKind,
  type PlannedOrder,
  type PlanQuantities,
  type PlanReport,
  type ScenarioComparison,
  type Worth,
} from '@changeover/shared/planning'
import { sql } from 'kysely'
import type pg from 'pg'
import { bulkTransaction, copyRecords } from '../../db/bulk.ts'
import type { PlanSummary } from '../plans/plan-row.ts'

/** Everything that is kept of a plan. */
export interface FinishedPlan {
  readonly orders: readonly PlannedOrder[]
  readonly summary: Omit<PlanSummary, 'changes'>
  readonly detail: PlanReport & {
    readonly quantities: PlanQuantities
    readonly worth: readonly Worth[]
    /** Of a scenario: live beside it. */
    readonly comparison: ScenarioComparison | null
  }
}

/**
 * Stores a plan that is running as proposed, in one transaction; a proposal of the same kind that
 * nobody decided on gives way to it. Does nothing when the plan was dropped meanwhile.
 */
export async function storePlan(
  pool: pg.Pool,
  planId: Id<'Plan'>,
  { orders, summary, detail }: FinishedPlan,
): Promise<void> {
  const changes = Object.fromEntries(
    ORDER_CHANGES.map((kind) => [kind, orders.filter(({ change }) => change === kind).length]),
  ) as Record<OrderChangeKind, number> // fromEntries forgets that all kinds are there.
  await bulkTransaction(pool, async (tx, copy) => {
    const plan = await tx
      .selectFrom('plan')
      .select(['programId', 'scenarioId', 'regions'])
      .where('id', '=', planId)
      .where('state', '=', 'running')
      .forUpdate()
      .executeTakeFirst()
    if (!plan) return
    await tx.deleteFrom('planAssignment').where('planId', '=', planId).execute()
    await copyRecords(
      copy,
      'plan_assignment',
      orders.values().map((one) => rowOf(planId, one)),
    )
    await tx
      .updateTable('plan')
      .set({ state: 'dropped' })
      .where('programId', '=', plan.programId)
      .where('scenarioId', 'is not distinct from', plan.scenarioId)
      .where(sql<boolean>`regions is not distinct from ${plan.regions}::text[]`)
      .where('state', '=', 'proposed')
      .where('acceptedCommandId', 'is', null)
      .execute()
    await tx
      .updateTable('plan')
      .set({
        state: 'proposed',
        stage: 'storing',
        progress: 1,
        finishedAt: sql`now()`,
        summary: JSON.stringify({ ...summary, changes }),
        detail: JSON.stringify(detail),
      })
      .where('id', '=', planId)
      .execute()
  })
}

function rowOf(
  planId: Id<'Plan'>,
  { order, change, visit, position, reason, cause }: PlannedOrder,
) {
  const crewId = visit?.crewId ?? null
  return {
    plan_id: planId,
    order_id: order.id,
    change,
    territory_id: visit?.territoryId ?? order.territoryId,
    week_on: visit?.weekOn ?? null,
    // A crew that a scenario made up has no row of its own.
    crew_id: crewId !== null && isImaginedCrew(crewId) ? null : crewId,
    planned_on: visit?.dayOn ?? null,
    position,
    start_minute: visit?.startMinute ?? null,
    minutes: order.minutes,
    travel_minutes: visit?.travelMinutes ?? null,
    reason,
    cause,
    before_crew_id: order.crewId,
    before_on: order.scheduledOn,
    version_before: order.version,
  }
}

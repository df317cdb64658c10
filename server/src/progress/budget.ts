import type { Id } from '@changeover/shared/commands'
import { AppError } from '@changeover/shared/commands'
import type { BudgetReport } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { ProgressScope } from './scope.ts'

export interface Budget {
  milestoneId: Id<'Milestone'>
  budgetCents: number
  /** Null where costs are not recorded. */
  spentCents: number | null
  /** ISO 4217. */
  currency: string
  recordedOn: Day
}

/** The latest report of each milestone by the day of the question. */
export async function readBudgets(db: Database, { asOf }: ProgressScope): Promise<Budget[]> {
  const { rows } = await sql<Budget>`
    select distinct on (b.milestone_id) b.milestone_id as "milestoneId", b.budget_cents as "budgetCents",
      b.spent_cents as "spentCents", b.currency, b.recorded_on as "recordedOn"
    from budget_report b join event e on e.command_id = b.command_id and e.ordinal = 0
    where b.recorded_on <= ${asOf} order by b.milestone_id, e.position desc
  `.execute(db)
  return rows
}

/** Notes what a milestone may cost and has cost so far. Earlier reports stay: they held on their days. */
export async function reportBudget(work: UnitOfWork, data: BudgetReport) {
  const milestone = await work.tx
    .selectFrom('milestone')
    .select('name')
    .where('id', '=', data.milestoneId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (!milestone) throw new AppError('NOT_FOUND', { milestoneId: data.milestoneId })
  const { milestoneId, budgetCents, spentCents, currency } = data
  await work.tx
    .insertInto('budgetReport')
    .values({
      commandId: work.commandId,
      milestoneId,
      budgetCents,
      spentCents,
      currency,
      recordedOn: work.recordedOn,
    })
    .execute()
  work.record({
    kind: 'milestone.budgetReported',
    subject: { kind: 'milestone', id: milestoneId },
    payload: { budgetCents, spentCents, currency },
  })
  work.stale('progress')
  return {}
}

/**
 * Earned value on a day, from budgets where they are given, else from connectors.
 *
 *   SV = EV − PV · SPI = EV ∕ PV · CV = EV − AC · CPI = EV ∕ AC
 *   EAC = BAC ∕ CPI · TCPI = (BAC − EV) ∕ (BAC − AC)
 *
 * Unit: cents, or connectors; indices have none. A figure whose divisor is zero, or whose costs are
 * unknown, is null. Source: PMI, Practice Standard for Earned Value Management.
 */
import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'

export interface EarnedValueInput {
  /** Whether the amounts are budgets; the screen says so. */
  readonly basis: 'budget' | 'connectors'
  readonly planned: number
  readonly earned: number
  /** Actual cost in the same unit; null where costs are not recorded. */
  readonly actualCost: number | null
  /** Budget at completion: the whole baseline. */
  readonly budget: number
}

export interface EarnedValue {
  readonly basis: 'budget' | 'connectors'
  readonly scheduleVariance: number
  readonly scheduleIndex: number | null
  readonly costVariance: number | null
  readonly costIndex: number | null
  readonly estimateAtCompletion: number | null
  readonly toCompleteIndex: number | null
}

export function earnedValue(input: EarnedValueInput): EarnedValue {
  const { basis, planned, earned, actualCost, budget } = input
  const costIndex = actualCost === null ? null : ratio(earned, actualCost)
  return {
    basis,
    scheduleVariance: earned - planned,
    scheduleIndex: ratio(earned, planned),
    costVariance: actualCost === null ? null : earned - actualCost,
    costIndex,
    estimateAtCompletion: costIndex === null ? null : ratio(budget, costIndex),
    toCompleteIndex: actualCost === null ? null : ratio(budget - earned, budget - actualCost),
  }
}

function ratio(above: number, below: number): number | null {
  return below === 0 ? null : above / below
}

/** What a milestone may cost all in all, and has cost so far: reported by hand, or by an accounting system. */
export const BudgetReportSchema = z.object({
  milestoneId: IdSchema('Milestone'),
  budgetCents: z.int().positive({ error: 'Enter the whole budget.' }),
  /** Null where costs are not recorded. */
  spentCents: z.int().min(0).nullable(),
  /** ISO 4217, such as USD. */
  currency: z.string().regex(/^[A-Z]{3}$/, { error: 'Enter a currency such as USD.' }),
})
export type BudgetReport = z.infer<typeof BudgetReportSchema>

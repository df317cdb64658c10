/**
 * Earned value on a day, from budgets where they are given, else from connectors.
 *
 *   SV = EV − PV · SPI = EV ∕ PV · CV = EV − AC · CPI = EV ∕ AC
 *   EAC = BAC ∕ CPI · TCPI = (BAC − EV) ∕ (BAC − AC)
 *
 * Unit: cents, or connectors; indices have none. A figure whose divisor is zero, or whose costs are
 * unknown, is null. Source: PMI, Practice Standard for Earned Value Management.
 */

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

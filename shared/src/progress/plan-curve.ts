/**
 * A plan as it adds up, so that many standings are held against it without adding it up again: regions
 * each take their share of one plan. Invariants: days rise, no day comes twice, totals never fall.
 */
import { daysBetween, type Day } from '../time/index.ts'
import type { Finding } from './finding.ts'
import { byDay, firstWhere, type DayAmount } from './series.ts'

export interface PlanCurve {
  /** On which something falls due. */
  readonly days: readonly Day[]
  /** What is due by the end of each of them. */
  readonly totals: readonly number[]
}

/** @param due Amounts, none of them negative, by the day they are due. Several of one day add up. */
export function planCurve(due: readonly DayAmount[]): PlanCurve {
  const days: Day[] = []
  const totals: number[] = []
  let total = 0
  for (const { on, amount } of byDay(due)) {
    total += amount
    if (days.at(-1) !== on) days.push(on)
    totals[days.length - 1] = total
  }
  return { days, totals }
}

/** What is due by the end of `day`; with a `share` of the plan, that part of it in whole numbers. */
export function dueBy({ days, totals }: PlanCurve, day: Day, share = 1): number {
  const next = firstWhere(days.length, (index) => days[index] > day)
  return next === 0 ? 0 : partOf(totals[next - 1], share)
}

/** What is due by the end of each of `on`, which rise. The same as `dueBy`, in one walk along both. */
export function dueByEach({ days, totals }: PlanCurve, on: readonly Day[]): number[] {
  let next = 0
  return on.map((day) => {
    while (next < days.length && days[next] <= day) next++
    return next === 0 ? 0 : totals[next - 1]
  })
}

/**
 * How many calendar days the work is ahead of or behind its share of a plan: the first day whose
 * planned value is not yet earned should be tomorrow; each day it is earlier is a day behind.
 */
export function leadOn(curve: PlanCurve, earned: number, asOf: Day, share = 1): Finding {
  const { days, totals } = curve
  if (days.length === 0) return { kind: 'nothing' }
  if (dueBy(curve, asOf, share) === earned) return { kind: 'onPlan' }
  const missed = firstWhere(days.length, (index) => partOf(totals[index], share) > earned)
  const isMissed = missed < days.length
  const lead = daysBetween(asOf, days[Math.min(missed, days.length - 1)]) - (isMissed ? 1 : 0)
  if (lead > 0) return { kind: 'ahead', days: lead }
  return lead < 0 && isMissed ? { kind: 'behind', days: -lead } : { kind: 'onPlan' }
}

/** A share of a total: whole, so that the parts of a plan are connectors. The whole stays as exact as it is. */
function partOf(total: number, share: number): number {
  return share === 1 ? total : Math.round(total * share)
}

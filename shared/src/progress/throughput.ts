/**
 * Throughput: what is done a week, and what would have to be.
 *
 *   mean(week) = mean of the last four whole weeks · required = remaining ∕ working weeks to the target
 *   working weeks = Mondays to Fridays after as-of up to the target that are not closed ∕ 5
 *
 * Unit: connectors a week. Weeks are those of their Monday (ISO 8601), so days at the turn of the year
 * stay in one week. The week that is not over is drawn, and is in no mean.
 */
import { addDays, daysBetween, weekdayOf, type Day } from '../time/index.ts'
import type { Finding } from './finding.ts'
import { weeklySums, type DayAmount } from './series.ts'

export interface ThroughputInput {
  readonly from: Day
  readonly asOf: Day
  readonly target: Day
  readonly done: readonly DayAmount[]
  /** In scope and not done. */
  readonly remaining: number
  /** Days on which nobody works, such as holidays. */
  readonly closedDays: ReadonlySet<Day>
}

export interface ThroughputWeek {
  /** Its Monday. */
  readonly week: Day
  readonly done: number
  /** Null in the first three weeks and in the one that is not over. */
  readonly mean: number | null
  readonly isWhole: boolean
}

export interface Throughput {
  readonly weeks: readonly ThroughputWeek[]
  readonly workingWeeksLeft: number
  /** Null where the target has passed with work left. */
  readonly required: number | null
  /** Mean of the last four whole weeks; null where there are fewer. */
  readonly current: number | null
  /** required − current, connectors a week short; negative = more than needed. */
  readonly gap: number | null
  readonly finding: Finding
}

const MEAN_WEEKS = 4

export function throughput(input: ThroughputInput): Throughput {
  const known = input.done.filter(({ on }) => on <= input.asOf)
  const weeks = weeksOf(input, known)
  const workingWeeksLeft = workingWeeks(input.asOf, input.target, input.closedDays)
  const required = requiredRate(input.remaining, workingWeeksLeft)
  const current = weeks.findLast(({ isWhole }) => isWhole)?.mean ?? null
  const gap = required === null || current === null ? null : required - current
  return {
    weeks,
    workingWeeksLeft,
    required,
    current,
    gap,
    finding: findingOf(input, required, current),
  }
}

function weeksOf(input: ThroughputInput, known: readonly DayAmount[]): ThroughputWeek[] {
  const weeks = weeklySums(known, input.from, input.asOf).map(({ week, sum }) => ({
    week,
    done: sum,
    isWhole: addDays(week, 6) <= input.asOf,
  }))
  return weeks.map((one, index) => {
    const last = weeks.slice(Math.max(0, index + 1 - MEAN_WEEKS), index + 1)
    const hasMean = one.isWhole && last.length === MEAN_WEEKS
    const mean = hasMean ? last.reduce((sum, { done }) => sum + done, 0) / MEAN_WEEKS : null
    return { ...one, mean }
  })
}

/** Mondays to Fridays after `asOf` up to and including `target` that are not closed, by fives. */
export function workingWeeks(asOf: Day, target: Day, closedDays: ReadonlySet<Day>): number {
  const isWorking = (day: Day) => weekdayOf(day) <= 5
  const span = Math.max(0, daysBetween(asOf, target))
  let days = 5 * Math.floor(span / 7)
  for (let rest = 0; rest < span % 7; rest++) if (isWorking(addDays(target, -rest))) days++
  for (const day of closedDays) if (day > asOf && day <= target && isWorking(day)) days--
  return days / 5
}

function requiredRate(remaining: number, weeksLeft: number): number | null {
  if (remaining <= 0) return 0
  return weeksLeft > 0 ? remaining / weeksLeft : null
}

function findingOf(
  { remaining }: ThroughputInput,
  required: number | null,
  current: number | null,
): Finding {
  if (required === null) return { kind: 'targetPassed', remaining }
  if (current === null) return { kind: 'nothing' }
  const gap = required - current
  return gap > 0
    ? { kind: 'rateShort', perWeek: gap, required }
    : { kind: 'rateEnough', perWeek: -gap, required }
}

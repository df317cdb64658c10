/**
 * The milestone trend: what was forecast, by the day it was said. Flat is stable, rising slips, and
 * when the milestone is reached the line ends on the diagonal where both days are the same.
 *
 *   slip = forecast day now − forecast day then, in days; later is positive
 *
 * Points come from stored daily snapshots and are never recomputed.
 */
import { addDays, daysBetween, type Day } from '../time/index.ts'
import type { Finding } from './finding.ts'

export interface TrendSnapshot {
  readonly reportedOn: Day
  /** P50 as shown that day; null = later than could be told. */
  readonly forecastOn: Day | null
  readonly targetOn: Day
}

export interface MilestoneTrend {
  /** In order of the report; ends on the diagonal once the milestone is reached. */
  readonly points: readonly TrendSnapshot[]
  /** Days from the first to the last told forecast; null while fewer than two were told. */
  readonly slipDays: number | null
  readonly finding: Finding
}

/** Movements up to this many days are called stable. */
const STABLE_DAYS = 2

/**
 * @param actualOn the day on which the milestone was reached, or null.
 * @param lookBackDays the finding compares with the snapshot this many days ago, or the first.
 */
export function milestoneTrend(
  snapshots: readonly TrendSnapshot[],
  actualOn: Day | null,
  lookBackDays = 28,
): MilestoneTrend {
  const sorted = snapshots.toSorted((a, b) => (a.reportedOn < b.reportedOn ? -1 : 1))
  const told = sorted.flatMap(({ reportedOn, forecastOn }) =>
    forecastOn === null ? [] : [{ reportedOn, forecastOn }],
  )
  const [first, last] = [told[0], told[told.length - 1]]
  const target = sorted[sorted.length - 1]?.targetOn
  const end =
    actualOn && target ? [{ reportedOn: actualOn, forecastOn: actualOn, targetOn: target }] : []
  const before = sorted.filter(({ reportedOn }) => actualOn === null || reportedOn < actualOn)
  return {
    points: [...before, ...end],
    slipDays: told.length > 1 ? daysBetween(first.forecastOn, last.forecastOn) : null,
    finding:
      actualOn && target
        ? { kind: 'finished', on: actualOn, daysLate: daysBetween(target, actualOn) }
        : movementOf(told, lookBackDays),
  }
}

function movementOf(
  told: readonly { readonly reportedOn: Day; readonly forecastOn: Day }[],
  lookBackDays: number,
): Finding {
  if (told.length < 2) return { kind: 'nothing' }
  const last = told[told.length - 1]
  const from = addDays(last.reportedOn, -lookBackDays)
  const reference = told.findLast(({ reportedOn }) => reportedOn <= from) ?? told[0]
  const days = daysBetween(reference.forecastOn, last.forecastOn)
  const since = reference.reportedOn
  if (Math.abs(days) <= STABLE_DAYS) return { kind: 'stable', since }
  return days > 0 ? { kind: 'slipped', days, since } : { kind: 'pulledIn', days: -days, since }
}

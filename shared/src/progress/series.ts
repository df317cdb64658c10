/** Amounts by day, and what all charts over days do with them. */
import { addDays, daysBetween, weekOf, type Day } from '../time/index.ts'

/** An amount that fell on a day: connectors, or their weight. Several of one day add up. */
export interface DayAmount {
  readonly on: Day
  readonly amount: number
}

/** A chart with more points than this is drawn by weeks: no screen shows the difference. */
const DAILY_POINTS = 400

/**
 * The days at whose end a chart from `first` to `last` has a point: every day, or, over more than a
 * year, every seventh. `last` is always one of them. None when `last` is earlier than `first`.
 */
export function dayAxis(first: Day, last: Day): Day[] {
  const span = daysBetween(first, last)
  const step = span < DAILY_POINTS ? 1 : 7
  const count = Math.floor(span / step) + 1
  return Array.from({ length: Math.max(0, count) }, (_unused, index) =>
    addDays(last, -step * (count - 1 - index)),
  )
}

/** The sums of whole weeks, by their Mondays, from the week of `from` to that of `to`. */
export function weeklySums(
  amounts: readonly DayAmount[],
  from: Day,
  to: Day,
): { readonly week: Day; readonly sum: number }[] {
  const weeks: Day[] = []
  for (let week = weekOf(from); week <= to; week = addDays(week, 7)) weeks.push(week)
  const ends = weeks.map((week) => addDays(week, 6))
  const before = weeks.length > 0 ? totalBy(amounts, addDays(weeks[0], -1)) : 0
  const totals = runningTotals(amounts, ends)
  return weeks.map((week, index) => ({
    week,
    sum: totals[index] - (index > 0 ? totals[index - 1] : before),
  }))
}

/**
 * The sum of all amounts on or before each of `days` (which rise): the running total at the end of
 * each day. Amounts before the first day are in its total. Amounts come in any order; sorted ones, as the
 * database gives them, cost one step each.
 */
export function runningTotals(amounts: readonly DayAmount[], days: readonly Day[]): number[] {
  const totals = days.map(() => 0)
  let at = 0
  for (const { on, amount } of amounts) {
    if (at > 0 && days[at - 1] >= on) at = firstWhere(at, (index) => days[index] >= on)
    while (at < days.length && days[at] < on) at++
    if (at < days.length) totals[at] += amount
  }
  let total = 0
  return totals.map((sum) => (total += sum))
}

/** In the order of days. Most come sorted from the database, and ten years of them are long. */
export function byDay(amounts: readonly DayAmount[]): readonly DayAmount[] {
  const isSorted = amounts.every(({ on }, index) => index === 0 || amounts[index - 1].on <= on)
  return isSorted ? amounts : amounts.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}

/** The sum of all amounts on or before `day`. */
export function totalBy(amounts: readonly DayAmount[], day: Day): number {
  return amounts.reduce((sum, { on, amount }) => (on <= day ? sum + amount : sum), 0)
}

/**
 * The sum of all amounts on or before a day, asked for many days: each costs a search instead of a sum.
 * The same as `totalBy`.
 */
export function totalsByDay(amounts: readonly DayAmount[]): (day: Day) => number {
  const sorted = byDay(amounts)
  let total = 0
  const totals = sorted.map(({ amount }) => (total += amount))
  return (day) => totals[firstWhere(sorted.length, (index) => sorted[index].on > day) - 1] ?? 0
}

export function totalOf(amounts: readonly DayAmount[]): number {
  return amounts.reduce((sum, { amount }) => sum + amount, 0)
}

/** `part` ∕ `whole`, or null where there is no whole: unknown is not zero. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}

/** The first index from which on `holds`, which never ceases to hold once it does; `length` if nowhere. */
export function firstWhere(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

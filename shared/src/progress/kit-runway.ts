/**
 * Kit runway: how long the kits last, per type.
 *
 *   balance(t) = on hand + Σ receipts dated by t − Σ planned use dated by t
 *
 * Unit: kits, at the end of each day (over more than 400 days: each week). On hand is counted at the end of as-of. A receipt counts on its
 * promised day; the forecast knows that promises slip. The first day below zero is marked.
 */
import { addDays, type Day } from '../time/index.ts'
import type { Finding } from './finding.ts'
import { dayAxis, runningTotals, type DayAmount } from './series.ts'

export interface KitRunwayInput {
  readonly kitType: string
  readonly onHand: number
  /** Promised receipts; those dated by as-of and not received are ignored: they are late, not here. */
  readonly receipts: readonly DayAmount[]
  /** Kits that the plan uses, by day. */
  readonly use: readonly DayAmount[]
}

export interface KitRunway {
  readonly kitType: string
  readonly points: readonly { readonly on: Day; readonly balance: number }[]
  /** Null where the kits last through the window. */
  readonly firstBelowZero: Day | null
  /** The most that is missing at once; 0 where none is. */
  readonly shortBy: number
}

export interface KitRunways {
  /** First to run out first. */
  readonly types: readonly KitRunway[]
  readonly finding: Finding
}

/** From as-of to `to`. */
export function kitRunways(inputs: readonly KitRunwayInput[], asOf: Day, to: Day): KitRunways {
  const types = inputs
    .map((input) => runwayOf(input, asOf, to))
    .sort(
      (a, b) =>
        (a.firstBelowZero ?? '9999').localeCompare(b.firstBelowZero ?? '9999') ||
        a.kitType.localeCompare(b.kitType),
    )
  const [first] = types
  return { types, finding: findingOf(first, to) }
}

function runwayOf(input: KitRunwayInput, asOf: Day, to: Day): KitRunway {
  const within = ({ on }: DayAmount) => on > asOf && on <= to
  const flows = [
    ...input.receipts.filter(within),
    ...input.use.filter(within).map(({ on, amount }) => ({ on, amount: -amount })),
  ]
  const balancesOn = (days: readonly Day[]) =>
    runningTotals(flows, days).map((flow, index) => ({
      on: days[index],
      balance: input.onHand + flow,
    }))
  const today = { on: asOf, balance: input.onHand }
  // The balance moves on these days only, so none below zero is missed between two points.
  const moved = [today, ...balancesOn([...new Set(flows.map(({ on }) => on))].sort())]
  return {
    kitType: input.kitType,
    points: [today, ...balancesOn(dayAxis(addDays(asOf, 1), to))],
    firstBelowZero: moved.find(({ balance }) => balance < 0)?.on ?? null,
    shortBy: moved.reduce((most, { balance }) => Math.max(most, -balance), 0),
  }
}

function findingOf(first: KitRunway | undefined, to: Day): Finding {
  if (!first) return { kind: 'nothing' }
  if (first.firstBelowZero === null) return { kind: 'kitsLast', until: to }
  return { kind: 'kitRunsOut', kitType: first.kitType, on: first.firstBelowZero }
}

/**
 * Connector mix: how many connectors of each standard there are, over time.
 *
 *   count(standard, t) = Σ ledger entries of the standard by t (+ installed, − removed)
 *
 * Unit: connectors, at the end of each day. CCS1 never falls; a day on which it did is the finding,
 * waived or not.
 */
import type { Day } from '../time/index.ts'
import type { Finding } from './finding.ts'
import { runningTotals, totalBy } from './series.ts'

export interface LedgerChange {
  readonly on: Day
  readonly standard: string
  /** Above 0 installed, below 0 removed. */
  readonly amount: number
}

export interface ConnectorMix {
  readonly days: readonly Day[]
  readonly layers: readonly { readonly standard: string; readonly counts: readonly number[] }[]
  readonly totals: readonly number[]
  readonly finding: Finding
}

const KEPT_STANDARD = 'CCS1'

/**
 * @param standards the layers, in drawing order; changes of other standards are not drawn.
 * @param days where the layers have a point, rising: `dayAxis`.
 */
export function connectorMix(
  changes: readonly LedgerChange[],
  standards: readonly string[],
  days: readonly Day[],
): ConnectorMix {
  const byStandard = Map.groupBy(changes, ({ standard }) => standard)
  const countsOf = (standard: string) => runningTotals(byStandard.get(standard) ?? [], days)
  const layers = standards.map((standard) => ({ standard, counts: countsOf(standard) }))
  return {
    days,
    layers,
    totals: days.map((_day, index) => layers.reduce((sum, { counts }) => sum + counts[index], 0)),
    finding: keptFinding(byStandard.get(KEPT_STANDARD) ?? [], days),
  }
}

/** Looks at every day of the window, also at those between two points. */
function keptFinding(changes: readonly LedgerChange[], days: readonly Day[]): Finding {
  if (days.length === 0) return { kind: 'nothing' }
  const [first, last] = [days[0], days[days.length - 1]]
  const within = changes.filter(({ on }) => on > first && on <= last)
  const fallen = [...Map.groupBy(within, ({ on }) => on)]
    .map(([on, own]) => ({ on, by: -own.reduce((sum, { amount }) => sum + amount, 0) }))
    .filter(({ by }) => by > 0)
    .sort((a, b) => (a.on < b.on ? -1 : 1))
  return fallen.length > 0
    ? { kind: 'ccs1Fell', ...fallen[0] }
    : { kind: 'ccs1Kept', connectors: totalBy(changes, last) }
}

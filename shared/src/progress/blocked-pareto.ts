/**
 * Blocked Pareto: what blocking costs, by reason, largest first.
 *
 *   connector-days = Σ connectors × days blocked within the window · cumulative = running share of all
 *
 * Days, not counts: one permit that holds twenty connectors for a month outweighs fifty locked gates
 * that were opened the next day. A day counts as blocked if it ended so.
 */
import { addDays, daysBetween, type Day } from '../time/index.ts'
import type { Finding } from './finding.ts'

export interface Block {
  readonly reason: string
  readonly connectors: number
  readonly from: Day
  /** The day it was lifted; null = still blocked. */
  readonly until: Day | null
}

export interface ParetoBar {
  readonly reason: string
  readonly connectorDays: number
  readonly share: number
  /** Share of this reason and all larger ones; 1 at the last. */
  readonly cumulative: number
  readonly openConnectors: number
}

export interface BlockedPareto {
  readonly bars: readonly ParetoBar[]
  readonly connectorDays: number
  readonly finding: Finding
}

/** Over the days from `from` to `to`, both included; `to` is at most as-of. */
export function blockedPareto(blocks: readonly Block[], from: Day, to: Day): BlockedPareto {
  const byReason = Map.groupBy(blocks, ({ reason }) => reason)
  const sums = [...byReason]
    .map(([reason, own]) => ({
      reason,
      connectorDays: own.reduce((sum, one) => sum + one.connectors * daysBlocked(one, from, to), 0),
      openConnectors: own.reduce((sum, one) => (isOpen(one, to) ? sum + one.connectors : sum), 0),
    }))
    .filter(({ connectorDays }) => connectorDays > 0)
    .sort((a, b) => b.connectorDays - a.connectorDays || a.reason.localeCompare(b.reason))
  const total = sums.reduce((sum, { connectorDays }) => sum + connectorDays, 0)
  let running = 0
  const bars = sums.map((sum) => {
    running += sum.connectorDays
    return { ...sum, share: sum.connectorDays / total, cumulative: running / total }
  })
  const [first] = bars
  return {
    bars,
    connectorDays: total,
    finding: first
      ? { kind: 'blockedMostBy', reason: first.reason, share: first.share }
      : { kind: 'nothing' },
  }
}

function daysBlocked(block: Block, from: Day, to: Day): number {
  const first = block.from > from ? block.from : from
  const end = block.until !== null && block.until <= to ? block.until : addDays(to, 1)
  return Math.max(0, daysBetween(first, end))
}

function isOpen(block: Block, to: Day): boolean {
  return block.from <= to && (block.until === null || block.until > to)
}

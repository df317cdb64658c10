/**
 * Installed, not live: connectors that are in place and not yet proven to work, by how long.
 *
 *   not live = installed − verified live · age = as-of − installed, in days
 *
 * "Verified live" is the rung that counts as done (energised, first session, publicly listed). Unit:
 * connectors. The age groups sum to what is not live.
 */
import { daysBetween, type Day } from '../time/index.ts'
import { ageBands } from './ageing.ts'
import type { Finding } from './finding.ts'

export interface Installation {
  readonly connectors: number
  readonly installedOn: Day
  /** The day the rung was reached; null = not yet. */
  readonly liveOn: Day | null
}

export interface AgeGroup {
  readonly fromDays: number
  /** Null = no upper end. */
  readonly toDays: number | null
  readonly connectors: number
}

export interface InstalledNotLive {
  readonly installed: number
  readonly live: number
  readonly notLive: number
  readonly groups: readonly AgeGroup[]
  readonly finding: Finding
}

export function installedNotLive(rows: readonly Installation[], asOf: Day): InstalledNotLive {
  const known = rows.filter(({ installedOn }) => installedOn <= asOf)
  const waiting = known
    .filter(({ liveOn }) => liveOn === null || liveOn > asOf)
    .map(({ connectors, installedOn }) => ({ connectors, age: daysBetween(installedOn, asOf) }))
  const installed = known.reduce((sum, { connectors }) => sum + connectors, 0)
  const notLive = waiting.reduce((sum, { connectors }) => sum + connectors, 0)
  const groups = ageBands(waiting.map(({ age, connectors }) => ({ age, orders: connectors }))).map(
    ({ orders, ...band }) => ({ ...band, connectors: orders }),
  )
  const oldestDays = waiting.reduce((oldest, { age }) => Math.max(oldest, age), 0)
  return {
    installed,
    live: installed - notLive,
    notLive,
    groups,
    finding: findingOf(installed, notLive, oldestDays),
  }
}

function findingOf(installed: number, connectors: number, oldestDays: number): Finding {
  if (installed === 0) return { kind: 'nothing' }
  return connectors > 0 ? { kind: 'installedNotLive', connectors, oldestDays } : { kind: 'allLive' }
}

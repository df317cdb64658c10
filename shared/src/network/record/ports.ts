/**
 * Which plugs stand on which ports, as far as a list of plugs and numbers of ports by level say.
 *
 * AFDC's station files give the two apart. What follows from them without a guess:
 * 1. A port has only plugs that its level can carry.
 * 2. One candidate: every port of the level has it.
 * 3. A single port, and no other level could carry the candidates: it has all of them (an
 *    Express 250 with CCS1 and CHAdeMO, an Omni Port with CCS1 and NACS).
 * 4. A NEMA 5-15 or 5-20 outlet exists at L1 only, and where J1772 is accounted for by L2 ports the
 *    L1 ports are those outlets (ChargePoint's CT500 and CT2100 with one of each).
 * All else stays unknown: the ports have no connectors and there is a question about them.
 */
import { fitsLevel, levels, type Level, type Standard } from '../standards.ts'
import type { Ask, ImportedPort } from '../imported.ts'

export type PortCounts = Readonly<Record<Level, number>>

export interface DerivedPorts {
  readonly ports: ImportedPort[]
  readonly asks: Ask[]
  /** Levels with ports for which no plug is listed. */
  readonly without: Level[]
  /** Plugs listed that no port can carry. */
  readonly homeless: Standard[]
}

/** Derives the ports of a station. `plugs` holds each standard once. */
export function derivePorts(counts: PortCounts, plugs: readonly Standard[]): DerivedPorts {
  const present = levels.filter((level) => counts[level] > 0)
  const ports: ImportedPort[] = []
  const asks: Ask[] = []
  const without: Level[] = []
  for (const level of present) {
    const among = candidates(level, plugs, counts)
    const connectors = decide(level, among, plugs, counts)
    if (among.length === 0) without.push(level)
    if (connectors.length === 0)
      asks.push({ code: 'WHICH_CONNECTORS', level, count: counts[level], among })
    for (let port = 0; port < counts[level]; port++)
      ports.push({ level, powerKw: null, connectors: [...connectors] })
  }
  const homeless = plugs.filter((plug) => !present.some((level) => fitsLevel(plug, level)))
  return { ports, asks, without, homeless }
}

function candidates(level: Level, plugs: readonly Standard[], counts: PortCounts): Standard[] {
  const fitting = plugs.filter((plug) => fitsLevel(plug, level))
  const outlets = fitting.filter((plug) => plug === 'NEMA515' || plug === 'NEMA520')
  const isOutletsOnly = level === 'L1' && counts.L2 > 0 && outlets.length > 0
  return isOutletsOnly ? outlets : fitting
}

function decide(
  level: Level,
  among: Standard[],
  plugs: readonly Standard[],
  counts: PortCounts,
): Standard[] {
  if (among.length === 1) return among
  const isOnlyHome = among.every(
    (plug) =>
      !levels.some((other) => other !== level && counts[other] > 0 && fitsLevel(plug, other)),
  )
  const holdsAll = among.length === plugs.filter((plug) => fitsLevel(plug, level)).length
  return counts[level] === 1 && isOnlyHome && holdsAll ? among : []
}

/**
 * The ports of one row of AFDC's per-unit export: a charging unit with a number of plugs for each
 * standard.
 *
 * Known: plugs of different levels are on different ports, and a port has at most one plug of each
 * standard. So one kind of plug means as many ports; one plug of each kind means one port with all
 * of them; equal numbers of each are that many ports if the row counts as many ports at the level.
 * Whatever else there is stays a port of its own without connectors, with a question.
 */
import type { Ask, ImportedPort } from '../imported.ts'
import { inOrder, levels, type Level, type Standard } from '../standards.ts'
import type { UnitPlug } from '../record/layout.ts'
import type { PortCounts } from '../record/ports.ts'

export interface UnitPlugs {
  readonly plug: UnitPlug
  readonly count: number
  readonly powerKw: number | null
}

const STANDARD_OF: Record<UnitPlug, Standard> = {
  J1772: 'J1772',
  CCS: 'CCS1',
  CHAdeMO: 'CHADEMO',
  J3400: 'NACS',
  J3271: 'MCS',
}

/** Most power that a NACS plug gives as AC (J3400: 277 V, 80 A); above it the plug is DC. */
const MAX_AC_KW = 22.2

/** The ports of a unit; `counts` are the row's numbers of ports by level. */
export function unitPorts(
  plugs: readonly UnitPlugs[],
  counts: PortCounts,
): { ports: ImportedPort[]; asks: Ask[] } {
  const ports: ImportedPort[] = []
  const asks: Ask[] = []
  const present = plugs.filter(({ count }) => count > 0)
  for (const level of [...levels, null]) {
    const here = present.filter((plug) => levelOf(plug, counts) === level)
    if (here.length > 0) addLevel(here, level, level === null ? 0 : counts[level], ports, asks)
  }
  return { ports, asks }
}

function addLevel(
  plugs: readonly UnitPlugs[],
  level: Level | null,
  counted: number,
  ports: ImportedPort[],
  asks: Ask[],
): void {
  const among = inOrder(plugs.map(({ plug }) => STANDARD_OF[plug]))
  const most = Math.max(...plugs.map(({ count }) => count))
  const isEven = plugs.every(({ count }) => count === most)
  const isSure = plugs.length === 1 || (isEven && (most === 1 || counted === most))
  const powerKw = highest(plugs)
  for (let port = 0; port < most; port++)
    ports.push({ level, powerKw, connectors: isSure ? [...among] : [] })
  if (!isSure) asks.push({ code: 'WHICH_CONNECTORS', level, count: most, among })
  if (level === null) asks.push({ code: 'WHICH_LEVEL', level, count: most, among })
}

function highest(plugs: readonly UnitPlugs[]): number | null {
  const powers = plugs.map(({ powerKw }) => powerKw).filter((power) => power !== null)
  return powers.length > 0 ? Math.max(...powers) : null
}

function levelOf({ plug, powerKw }: UnitPlugs, counts: PortCounts): Level | null {
  switch (plug) {
    case 'CCS':
    case 'CHAdeMO':
    case 'J3271':
      return 'DC'
    case 'J1772':
      return theOnly(['L1', 'L2'], counts)
    case 'J3400':
      return powerKw !== null && powerKw > MAX_AC_KW ? 'DC' : theOnly(['L2', 'DC'], counts)
  }
}

function theOnly(possible: readonly Level[], counts: PortCounts): Level | null {
  const present = possible.filter((level) => counts[level] > 0)
  return present.length === 1 ? present[0] : null
}

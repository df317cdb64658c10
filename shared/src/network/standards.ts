import { z } from 'zod'
import { standards, type Standard } from './plugs.ts'

export { standards, type Standard }

export const StandardSchema = z.enum(standards)

/** Charging levels: L1 is 120 V AC, L2 is 208 to 240 V AC, DC is fast charging. */
export const levels = ['L1', 'L2', 'DC'] as const

export const LevelSchema = z.enum(levels)
export type Level = z.infer<typeof LevelSchema>

/**
 * At which levels a standard can be met. NEMA 5-15 and 5-20 are 120 V outlets, NEMA 14-50 is a
 * 240 V outlet; J1772 serves both AC levels; NACS serves AC and DC.
 */
const LEVELS_OF: Record<Standard, readonly Level[]> = {
  J1772: ['L1', 'L2'],
  TYPE2: ['L1', 'L2'],
  NEMA515: ['L1'],
  NEMA520: ['L1'],
  NEMA1450: ['L2'],
  NACS: ['L2', 'DC'],
  TESLA_S: ['L2', 'DC'],
  CCS1: ['DC'],
  CCS2: ['DC'],
  CHADEMO: ['DC'],
  MCS: ['DC'],
}

/** Whether a port of `level` can carry a plug of `standard`. */
export function fitsLevel(standard: Standard, level: Level): boolean {
  return LEVELS_OF[standard].includes(level)
}

/** Plugs once each, in the order of the list above, so that sources that agree are equal. */
export function inOrder(plugs: Iterable<Standard>): Standard[] {
  const present = new Set(plugs)
  return present.size < 2 ? [...present] : standards.filter((standard) => present.has(standard))
}

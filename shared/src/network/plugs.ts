import { keysOf } from '../table/index.ts'
/**
 * The plugs that a connector can have, by the name we use for each.
 *
 * `current` says which of our two tracks a plug belongs to; NACS serves both and is told apart by
 * its port's level. `NACS` is SAE J3400. `TESLA_S` is the older Tesla plug with Tesla's own
 * protocol: the same shape, but it charges only Teslas, so the two are never merged.
 */
export const STANDARDS = {
  J1772: { label: 'J1772', current: 'AC' },
  CCS1: { label: 'CCS1', current: 'DC' },
  CHADEMO: { label: 'CHAdeMO', current: 'DC' },
  NACS: { label: 'NACS (J3400)', current: 'both' },
  TESLA_S: { label: 'Tesla (proprietary)', current: 'both' },
  NEMA515: { label: 'NEMA 5-15', current: 'AC' },
  NEMA520: { label: 'NEMA 5-20', current: 'AC' },
  NEMA1450: { label: 'NEMA 14-50', current: 'AC' },
  TYPE2: { label: 'Type 2', current: 'AC' },
  CCS2: { label: 'CCS2', current: 'DC' },
  MCS: { label: 'MCS (J3271)', current: 'DC' },
} as const satisfies Record<string, { label: string; current: 'AC' | 'DC' | 'both' }>

export type Standard = keyof typeof STANDARDS

export const standards = keysOf(STANDARDS)

/** What a plug is called on a port, a kit or a chart. A code that is not ours stays as it is. */
export function plugName(standard: string): string {
  if (standard === 'NACS') return 'NACS'
  return isStandard(standard) ? STANDARDS[standard].label : standard
}

const isStandard = (text: string): text is Standard => text in STANDARDS

/**
 * What a plan costs: its quantities × their prices, in cents.
 *
 *   cost = crew days × price + overtime hours × price + hours on the road × price + Σ kits × price
 *
 * Invariant: what has no price is unknown and makes the sum unknown; nothing of it costs nothing. Prices
 * in two currencies are not added up.
 */
import { z } from 'zod'
import type { PlanQuantities } from './quantities.ts'

/** What has a price, beside kits; the words stand in the list of costs. */
export const COST_SUBJECTS = ['crew day', 'overtime hour', 'hour on the road'] as const

export const CostRateSchema = z.object({
  /** One of `COST_SUBJECTS`, or the id of a kit type. */
  subject: z.string(),
  cents: z.int().min(0),
  /** ISO 4217. */
  currency: z.string(),
})
export type CostRate = z.infer<typeof CostRateSchema>

export const COST_PARTS = ['crews', 'overtime', 'road', 'kits'] as const
export type CostPart = (typeof COST_PARTS)[number]

export interface PlanCost {
  /** Null while nothing has a price. */
  readonly currency: string | null
  /** In cents; null where a price is unknown. */
  readonly parts: Readonly<Record<CostPart, number | null>>
  readonly total: number | null
  /** What is used and has no price. */
  readonly unknown: readonly string[]
}

export function costOf(quantities: PlanQuantities, rates: readonly CostRate[]): PlanCost {
  const prices = new Map(rates.map(({ subject, cents }) => [subject, cents]))
  const used = usedBy(quantities)
  const isMixed = new Set(rates.map(({ currency }) => currency)).size > 1
  const unknown = isMixed
    ? []
    : used.filter(({ subject }) => !prices.has(subject)).map(({ subject }) => subject)
  const sumOf = (rows: readonly Used[]) =>
    isMixed
      ? null
      : rows.reduce<number | null>((sum, { subject, quantity }) => {
          const price = prices.get(subject)
          return sum === null || price === undefined ? null : sum + Math.round(quantity * price)
        }, 0)
  return {
    currency: isMixed ? null : (rates[0]?.currency ?? null),
    parts: {
      crews: sumOf(used.filter(({ part }) => part === 'crews')),
      overtime: sumOf(used.filter(({ part }) => part === 'overtime')),
      road: sumOf(used.filter(({ part }) => part === 'road')),
      kits: sumOf(used.filter(({ part }) => part === 'kits')),
    },
    total: sumOf(used),
    unknown,
  }
}

/**
 * How much more a plan costs than another, in cents. What has no price but is used alike on both sides
 * drops out; null where something unknown differs.
 */
export function costDifference(
  from: PlanQuantities,
  to: PlanQuantities,
  rates: readonly CostRate[],
): number | null {
  if (new Set(rates.map(({ currency }) => currency)).size !== 1) return null
  const prices = new Map(rates.map(({ subject, cents }) => [subject, cents]))
  const before = new Map(usedBy(from).map(({ subject, quantity }) => [subject, quantity]))
  const after = new Map(usedBy(to).map(({ subject, quantity }) => [subject, quantity]))
  let sum = 0
  for (const subject of new Set([...before.keys(), ...after.keys()])) {
    const more = (after.get(subject) ?? 0) - (before.get(subject) ?? 0)
    const price = prices.get(subject)
    if (more === 0) continue
    if (price === undefined) return null
    sum += Math.round(more * price)
  }
  return sum
}

interface Used {
  readonly part: CostPart
  readonly subject: string
  readonly quantity: number
}

/** What a plan uses any of. */
function usedBy({ crewDays, overtimeHours, roadHours, kits }: PlanQuantities): Used[] {
  const [crewDay, overtimeHour, roadHour] = COST_SUBJECTS
  const all: Used[] = [
    { part: 'crews', subject: crewDay, quantity: crewDays },
    { part: 'overtime', subject: overtimeHour, quantity: overtimeHours },
    { part: 'road', subject: roadHour, quantity: roadHours },
    ...kits.map(({ kitId, count }) => ({
      part: 'kits' as const,
      subject: kitId,
      quantity: count,
    })),
  ]
  return all.filter(({ quantity }) => quantity > 0)
}

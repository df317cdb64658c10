import type { PlanningProblem } from '../problem.ts'
import { planTactical } from '../plan.ts'
import type { Board } from '../tactical/board.ts'
import type { ShadowPrice, TacticalBound } from '../tactical/bound.ts'
import { compare } from '../tactical/crews.ts'

/** What more of something scarce would bring, found by planning again with it. */
export interface Worth {
  readonly what:
    | {
        readonly kind: 'KITS'
        readonly depotId: string
        readonly kitId: string
        readonly quantity: number
      }
    | { readonly kind: 'CREW'; readonly territoryId: string; readonly quantity: number }
  readonly ordersOnTime: number
  /** The milestone that gains the most, and by how many days its last work comes sooner. */
  readonly milestoneId: string
  readonly daysSooner: number
}

/** Kits are asked for by the hundred, crews one by one. */
const MORE_KITS = 100
/** How many of the dearest shadow prices are looked at; each costs a tactical plan. */
const KITS_LOOKED_AT = 3
const CREWS_LOOKED_AT = 2

/**
 * "100 more kits at depot D = x days": the LP's shadow prices say what is worth asking, planning
 * again with it says how much. Only what helps is told, the most orders on time first.
 */
export function worthOfMore(
  problem: PlanningProblem,
  { prices }: Pick<TacticalBound, 'prices'>,
  options: { readonly seed: number; readonly shouldStop?: () => boolean },
): Worth[] {
  if (prices.length === 0) return []
  const planned = (other: PlanningProblem) =>
    finishesOf(planTactical(other, { seed: options.seed, iterations: 0 }))
  const before = planned(problem)
  return dearest(prices)
    .flatMap((what): Worth[] => {
      if (options.shouldStop?.() === true) return []
      const gain = gainOf(before, planned(withMore(problem, what)))
      return gain ? [{ what, ...gain }] : []
    })
    .toSorted((a, b) => b.ordersOnTime - a.ordersOnTime || b.daysSooner - a.daysSooner)
}

/** The scarce things with the highest price in any week. */
function dearest(prices: readonly ShadowPrice[]): Worth['what'][] {
  const best = new Map<string, ShadowPrice>()
  for (const price of prices) {
    const key = [price.kind, price.depotId, price.kitId, price.territoryId].join('\n')
    if (price.price > (best.get(key)?.price ?? 0)) best.set(key, price)
  }
  const sorted = [...best]
    .toSorted(([a, one], [b, other]) => other.price - one.price || compare(a, b))
    .map(([, price]) => price)
  const kits = sorted.flatMap(({ kind, depotId, kitId }) =>
    kind === 'KITS' && depotId !== undefined && kitId !== undefined
      ? [{ kind: 'KITS' as const, depotId, kitId, quantity: MORE_KITS }]
      : [],
  )
  const crews = sorted.flatMap(({ kind, territoryId }) =>
    kind === 'CREW_MINUTES' && territoryId !== undefined
      ? [{ kind: 'CREW' as const, territoryId, quantity: 1 }]
      : [],
  )
  return [...kits.slice(0, KITS_LOOKED_AT), ...crews.slice(0, CREWS_LOOKED_AT)]
}

function withMore(problem: PlanningProblem, what: Worth['what']): PlanningProblem {
  switch (what.kind) {
    case 'KITS': {
      const { depotId, kitId, quantity } = what
      const receipt = { kitId, on: problem.startOn, quantity }
      const depots = problem.depots.some(({ id }) => id === depotId)
        ? problem.depots
        : [...problem.depots, { id: depotId, receipts: [] }]
      return {
        ...problem,
        depots: depots.map((depot) =>
          depot.id === depotId ? { ...depot, receipts: [...depot.receipts, receipt] } : depot,
        ),
      }
    }
    case 'CREW': {
      const model = problem.crews
        .filter(({ territoryId }) => territoryId === what.territoryId)
        .toSorted((a, b) => b.skills.length - a.skills.length || compare(a.id, b.id))
        .at(0)
      if (!model) return problem
      return {
        ...problem,
        crews: [...problem.crews, { ...model, id: `${model.id}+1`, daysOff: [] }],
      }
    }
  }
}

/** The last week of a milestone's work, counted from the first, and the orders that miss its target. */
export interface TacticalFinish {
  week: number
  missed: number
}

/** Dates of the milestones in a tactical plan, by id; work without a place counts as the horizon's end. */
export function finishesOf(board: Board): ReadonlyMap<string, TacticalFinish> {
  const finishes = new Map<string, TacticalFinish>()
  for (const [unit, { bundle, orderCount }] of board.model.units.entries()) {
    const finish = finishes.get(bundle.milestoneId) ?? { week: 0, missed: 0 }
    const week = board.week[unit] < 0 ? board.weeks : board.week[unit]
    if (week > board.model.due[unit]) finish.missed += orderCount
    finish.week = Math.max(finish.week, week)
    finishes.set(bundle.milestoneId, finish)
  }
  return finishes
}

function gainOf(
  before: ReadonlyMap<string, TacticalFinish>,
  after: ReadonlyMap<string, TacticalFinish>,
) {
  const gains = [...before].map(([milestoneId, finish]) => {
    const now = after.get(milestoneId) ?? finish
    return {
      milestoneId,
      ordersOnTime: finish.missed - now.missed,
      daysSooner: (finish.week - now.week) * 7,
    }
  })
  const ordersOnTime = gains.reduce((sum, gain) => sum + gain.ordersOnTime, 0)
  const [best] = gains.toSorted(
    (a, b) =>
      b.daysSooner - a.daysSooner ||
      b.ordersOnTime - a.ordersOnTime ||
      compare(a.milestoneId, b.milestoneId),
  )
  if (!best || (ordersOnTime <= 0 && best.daysSooner <= 0)) return null
  return { milestoneId: best.milestoneId, ordersOnTime, daysSooner: Math.max(0, best.daysSooner) }
}

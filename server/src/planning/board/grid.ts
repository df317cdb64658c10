import type { Actor } from '@changeover/shared/accounts'
import { addDays, addWeeks, weekOf, type Day } from '@changeover/shared/time'
import type { Id } from '@changeover/shared/commands'
import type { Grid, GridCell } from '@changeover/shared/planning'
import type { Database } from '../../db/database.ts'
import type { PlanRow } from '../plans/repository.ts'
import { findPlan, listPlans, readDetail } from '../plans/repository.ts'
import { isVisible, planningDay, requirePlan, requireProgram } from '../plans/proposals.ts'
import { readIntendedLoads, readLiveLoads, readTerritories, type LiveLoad } from './repository.ts'
import { now } from '../../clock.ts'
import type { AsOf } from '../../past/index.ts'

/** Minutes of travel that a stay is given before its route is known; the suburban allowance. */
const VISIT_ALLOWANCE_MINUTES = 25
const PLANS_SEARCHED = 30

/**
 * Load against capacity by territory and week. With a plan: as it wants it. Without: what is scheduled,
 * against the capacities that the last plan was made with.
 */
export async function getGrid(
  db: Database,
  actor: Actor,
  wish: {
    programId: Id<'Program'>
    planId: Id<'Plan'> | null
    weeks: number
    /** The past day on which it is looked at; null is now. */
    asOf: AsOf
    regions?: readonly string[] | null
  },
): Promise<Grid> {
  await requireProgram(db, wish.programId)
  const { asOf } = wish
  const plan = wish.planId
    ? await requirePlan(db, actor, wish.planId, asOf)
    : await lastPlan(db, actor, wish.programId, asOf)
  const today = asOf ?? planningDay(now())
  const from = weekOf(today)
  const weeks = Array.from({ length: wish.weeks }, (_unused, index) => addWeeks(from, index))
  const territories = await readTerritories(db, asOf)
  const asked = narrowed(actor, wish.regions ?? null)
  const seen = territories.filter(
    ({ regions }) => asked.regions === null || regions.some((own) => asked.regions?.includes(own)),
  )
  if (!plan) return { planId: null, asOf: null, territories: seen, weeks, cells: [] }
  const detail = await readDetail(db, plan.id)
  const last = addDays(addWeeks(from, wish.weeks - 1), 6)
  const inView = (detail?.cells ?? []).filter(({ weekOn }) => weekOn >= from && weekOn <= last)
  const cells = wish.planId
    ? inView
    : await liveCells(db, asked, wish.programId, inView, { from: today, to: last, asOf })
  const shown = withUnnamed(seen, inView, territories, asked)
  const ids = new Set(shown.map(({ id }) => id))
  return {
    planId: plan.id,
    asOf: plan.finishedAt,
    territories: shown,
    weeks,
    cells: cells.filter(({ territoryId }) => ids.has(territoryId)),
  }
}

/** The person as one who sees only what was asked for, of what they see. */
function narrowed(actor: Actor, regions: readonly string[] | null): Actor {
  if (regions === null) return actor
  const own = actor.regions
  return { ...actor, regions: own ? regions.filter((code) => own.includes(code)) : [...regions] }
}

/** The plan in force, or the latest that waits for a decision; null without any. */
async function lastPlan(
  db: Database,
  actor: Actor,
  programId: Id<'Program'>,
  asOf: AsOf,
): Promise<PlanRow | null> {
  const plans = (await listPlans(db, programId, PLANS_SEARCHED, asOf)).filter(
    (plan) => plan.scenarioId === null && plan.summary !== null && isVisible(actor, plan),
  )
  const best = plans.find(({ state }) => state === 'accepted') ?? plans[0]
  return best ? ((await findPlan(db, best.id, asOf)) ?? null) : null
}

async function liveCells(
  db: Database,
  actor: Actor,
  programId: Id<'Program'>,
  planned: readonly GridCell[],
  { from, to, asOf }: { from: Day; to: Day; asOf: AsOf },
): Promise<GridCell[]> {
  const plan = (await listPlans(db, programId, PLANS_SEARCHED, asOf)).find(
    ({ state, scenarioId }) => state === 'accepted' && scenarioId === null,
  )
  const [scheduled, intended] = await Promise.all([
    readLiveLoads(db, actor, { programId, from, to, asOf }),
    plan ? readIntendedLoads(db, actor, plan.id, asOf) : Promise.resolve([]),
  ])
  const frozenWeek = weekOf(from)
  const loads = new Map<string, number>()
  for (const load of [...scheduled, ...intended])
    loads.set(keyOf(load), (loads.get(keyOf(load)) ?? 0) + minutesOf(load))
  const cells = planned.map((cell) => {
    const loadMinutes = loads.get(keyOf(cell)) ?? 0
    loads.delete(keyOf(cell))
    // A plan has no capacity in its frozen days; what is in them has its crews already.
    const isFrozen = cell.weekOn <= frozenWeek
    const capacityMinutes = isFrozen
      ? Math.max(cell.capacityMinutes, loadMinutes)
      : cell.capacityMinutes
    return { ...cell, loadMinutes, capacityMinutes }
  })
  const lone = [...scheduled, ...intended].filter(
    (load) => loads.has(keyOf(load)) && load.weekOn >= weekOf(from) && load.weekOn <= to,
  )
  return [
    ...cells,
    ...lone.map(({ territoryId, weekOn, ...load }) => ({
      territoryId,
      weekOn,
      loadMinutes: minutesOf({ territoryId, weekOn, ...load }),
      capacityMinutes: 0,
      waitingForKits: 0,
    })),
  ]
}

function keyOf({ territoryId, weekOn }: Pick<GridCell, 'territoryId' | 'weekOn'>): string {
  return `${territoryId} ${weekOn}`
}

function minutesOf({ minutes, visits }: LiveLoad): number {
  return minutes + visits * VISIT_ALLOWANCE_MINUTES
}

/** Work in a region that no territory covers stands under the region's own code. */
function withUnnamed(
  seen: readonly { id: string; name: string }[],
  cells: readonly GridCell[],
  territories: readonly { id: string }[],
  { regions }: Actor,
): { id: string; name: string }[] {
  const known = new Set(territories.map(({ id }) => id))
  const lone = [...new Set(cells.map(({ territoryId }) => territoryId))].filter(
    (id) => !known.has(id) && (regions === null || regions.includes(id)),
  )
  return [
    ...seen.map(({ id, name }) => ({ id, name })),
    ...lone.toSorted().map((id) => ({ id, name: id })),
  ]
}

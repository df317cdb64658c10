import type { Actor } from '@changeover/shared/accounts'
import { AppError, type Id } from '@changeover/shared/commands'
import type { BoardWorld } from '@changeover/shared/planning'
import { addDays, weeksBetween, type Day } from '@changeover/shared/time'
import type { Database } from '../../db/database.ts'
import { planningInputs } from '../inputs/index.ts'
import { planningDay, requirePlan, requireProgram } from '../plans/proposals.ts'
import { readLiveBlocks, readPlannedBlocks, readTerritories, readUnassigned } from './repository.ts'
import { now } from '../../clock.ts'
import type { AsOf } from '../../past/index.ts'

export interface WeekWish {
  programId: Id<'Program'>
  territoryId: string
  /** The week's Monday. */
  weekOn: Day
  planId: Id<'Plan'> | null
  /** The past day on which it is looked at; null is now. */
  asOf: AsOf
  /** The page of crews, from 0. */
  page: number
}

/** The crew board draws so many crews at once. */
export const CREWS_ON_A_PAGE = 50
/** Orders without a crew that are offered beside the board. */
const UNASSIGNED_SHOWN = 60

/** A territory's week: its crews with calendars, their orders, and enough to judge a move on the spot. */
export async function getWeek(db: Database, actor: Actor, wish: WeekWish) {
  await requireProgram(db, wish.programId)
  const { asOf } = wish
  if (wish.planId) await requirePlan(db, actor, wish.planId, asOf)
  const startOn = asOf ?? planningDay(now())
  const horizonWeeks = Math.max(1, weeksBetween(startOn, wish.weekOn) + 2)
  const [inputs, territories] = await Promise.all([
    planningInputs(db, wish.programId, { startOn, horizonWeeks, asOf }),
    readTerritories(db, asOf),
  ])
  const regions = regionsOf(territories, wish.territoryId)
  if (actor.regions !== null && !regions.some((region) => actor.regions?.includes(region)))
    throw new AppError('NOT_FOUND', { territoryId: wish.territoryId })
  const name = (id: string) => inputs.names.get(id) ?? id
  const all = inputs.crews
    .filter(({ territoryId }) => territoryId === wish.territoryId)
    .toSorted((a, b) => name(a.id).localeCompare(name(b.id), 'en', { numeric: true }))
  const crews = all.slice(wish.page * CREWS_ON_A_PAGE, (wish.page + 1) * CREWS_ON_A_PAGE)
  const asked = {
    crewIds: crews.map(({ id }) => id),
    from: wish.weekOn,
    to: addDays(wish.weekOn, 6),
    asOf,
  }
  const [blocks, unassigned] = await Promise.all([
    wish.planId
      ? readPlannedBlocks(db, actor, { ...asked, planId: wish.planId })
      : readLiveBlocks(db, actor, { ...asked, programId: wish.programId }),
    readUnassigned(db, actor, {
      programId: wish.programId,
      regions,
      limit: UNASSIGNED_SHOWN,
      asOf,
    }),
  ])
  const used = new Set<string>([...blocks, ...unassigned].map(({ siteId }) => siteId))
  const world: BoardWorld = {
    startOn,
    crews,
    sites: inputs.sites.filter(({ id }) => used.has(id)),
    milestones: inputs.milestones,
    travel: inputs.travel,
  }
  return {
    territoryName: territories.find(({ id }) => id === wish.territoryId)?.name ?? wish.territoryId,
    crewCount: all.length,
    world,
    blocks,
    unassigned,
    names: Object.fromEntries(crews.map(({ id }) => [id, name(id)])),
  }
}

/** A territory that nobody has drawn is a region. */
function regionsOf(
  territories: Awaited<ReturnType<typeof readTerritories>>,
  territoryId: string,
): readonly string[] {
  return territories.find(({ id }) => id === territoryId)?.regions ?? [territoryId]
}

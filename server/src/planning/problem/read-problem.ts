/**
 * The planner's problem as the database has it now: the open orders in bundles, and the inputs. Pins,
 * dispatched orders and those under way are where they are; blocked ones wait for a person.
 */
import type { Id } from '@changeover/shared/commands'
import {
  applyPatch,
  bundleOrders,
  type BundledOrders,
  type OpenOrder,
  type PlanningProblem,
  type PlanRequestOptions,
  type ScenarioPatch,
} from '@changeover/shared/planning'
import { addDays, daysBetween, weekOf, type Day } from '@changeover/shared/time'
import type { Database } from '../../db/database.ts'
import { planningInputs, type PlanningInputs } from '../inputs/index.ts'
import {
  countHeldOrders,
  readKitsElsewhere,
  readOpenOrders,
  readRegions,
  type OrderRow,
} from './orders-repository.ts'

export interface ProblemWish {
  programId: Id<'Program'>
  /** Null: everywhere. Otherwise the plan is about the sites and crews of these regions. */
  regions: readonly string[] | null
  startOn: Day
  options: PlanRequestOptions
  patch: ScenarioPatch | null
}

export interface ReadProblem {
  problem: PlanningProblem
  bundled: BundledOrders
  inputs: PlanningInputs
  /** Orders that are not in the plan: blocked, under way since an earlier day, or nowhere on the map. */
  held: { blocked: number; underWay: number; withoutPlace: number }
}

/** Weeks that are planned behind the last target, so that lateness has a date. */
const WEEKS_AFTER_TARGET = 12
/** The shortest and the longest horizon: a quarter, and three years. */
const LEAST_WEEKS = 13
const MOST_WEEKS = 156

/** States in which an order belongs to its crew and its day. */
const FIXED_STATES = ['dispatched', 'en_route', 'on_site', 'in_progress']

export async function readProblem(db: Database, wish: ProblemWish): Promise<ReadProblem> {
  const { programId, regions, startOn, options, patch } = wish
  const [rows, blocked, elsewhere, regionById] = await Promise.all([
    readOpenOrders(db, programId, regions),
    countHeldOrders(db, programId, regions),
    readKitsElsewhere(db, programId, regions),
    readRegions(db, programId),
  ])
  const horizonWeeks = await horizonOf(db, programId, startOn)
  const inputs = await planningInputs(db, programId, { startOn, horizonWeeks })
  const sites = new Map(inputs.sites.map((site) => [site.id, site]))
  const planned = rows.filter((row) => sites.has(row.siteId) && !isUnderWay(row, startOn))
  const hasDepots = inputs.depots.length > 0
  const orders = planned.map((row) =>
    toOpenOrder(row, sites.get(row.siteId)?.territoryId ?? '', inputs, hasDepots),
  )
  const bundled = bundleOrders(orders, startOn)
  const own = new Set(orders.map(({ siteId }) => siteId))
  const plain: PlanningProblem = {
    startOn,
    horizonWeeks,
    detailedWeeks: options.detailedWeeks,
    frozenUntil: addDays(startOn, options.frozenDays),
    crews: inputs.crews.filter(
      ({ id }) => regions === null || regions.includes(regionById.get(id) ?? ''),
    ),
    sites: inputs.sites.filter(({ id }) => own.has(id)),
    depots: withoutTaken(inputs, elsewhere, startOn),
    milestones: inputs.milestones,
    bundles: bundled.bundles,
    current: bundled.current,
    travel: inputs.travel,
  }
  return {
    problem: patch ? applyPatch(plain, patch, (siteId) => regionById.get(siteId)) : plain,
    bundled,
    inputs,
    held: {
      blocked,
      underWay: rows.filter((row) => isUnderWay(row, startOn)).length,
      withoutPlace: rows.filter((row) => !sites.has(row.siteId)).length,
    },
  }
}

/** Whether somebody is on it since before the plan begins: it will be closed, not planned. */
function isUnderWay({ state, scheduledOn }: OrderRow, startOn: Day): boolean {
  return FIXED_STATES.includes(state) && (scheduledOn === null || scheduledOn < startOn)
}

function toOpenOrder(
  row: OrderRow,
  territoryId: string,
  { pins }: PlanningInputs,
  hasDepots: boolean,
): OpenOrder {
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    siteId: row.siteId,
    territoryId,
    milestoneId: row.milestoneId,
    // Where there is no depot nobody counts kits, and none can be short.
    kitId: hasDepots ? row.kitTypeId : null,
    skill: row.charge,
    kits: row.portCount,
    minutes: row.portCount * row.minutesPerPort,
    priority: row.priority,
    isFixed: FIXED_STATES.includes(row.state),
    crewId: row.crewId,
    scheduledOn: row.scheduledOn,
    position: row.routePosition,
    intendedWeekOn: row.intendedWeekOn,
    pin: pins.get(row.id) ?? null,
  }
}

async function horizonOf(db: Database, programId: Id<'Program'>, startOn: Day): Promise<number> {
  const { last } = await db
    .selectFrom('milestone')
    .select(({ fn }) => fn.max('targetOn').as('last'))
    .where('programId', '=', programId)
    .where('deletedAt', 'is', null)
    .executeTakeFirstOrThrow()
  const weeks = Math.ceil(daysBetween(weekOf(startOn), last ?? startOn) / 7) + WEEKS_AFTER_TARGET
  return Math.min(MOST_WEEKS, Math.max(LEAST_WEEKS, weeks))
}

/** Kits that orders outside the plan will use are taken from the depots' stock of the first day. */
function withoutTaken(
  inputs: PlanningInputs,
  elsewhere: Awaited<ReturnType<typeof readKitsElsewhere>>,
  startOn: Day,
): PlanningProblem['depots'] {
  if (elsewhere.length === 0) return inputs.depots
  const depotOf = new Map(inputs.sites.map(({ id, depotId }) => [id, depotId]))
  const taken = Map.groupBy(elsewhere, ({ siteId }) => depotOf.get(siteId) ?? '')
  return inputs.depots.map((depot) => ({
    ...depot,
    receipts: [
      ...depot.receipts,
      ...(taken.get(depot.id) ?? []).map(({ kitTypeId, kits }) => ({
        kitId: kitTypeId,
        on: startOn,
        quantity: -kits,
      })),
    ],
  }))
}

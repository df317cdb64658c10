/**
 * Planning: which crew does what, when, and why not. Pure and seeded: the same inputs give the same
 * bytes. `solveRoutes` is the daily routes engine; `validate…` checks what planners made and shares no
 * code with them.
 */
export { Random, seedOf } from './random.ts'
export {
  RESTOCK,
  type Restock,
  type RoutingProblem,
  type RoutingSolution,
  type SearchOptions,
} from './routing/problem.ts'
export { solveRoutes } from './routing/anneal.ts'
export { solveWithFewestVehicles } from './routing/fleet.ts'
export { travelOf, validateRoutes, type RouteViolation } from './validate/routes.ts'
export type * from './problem.ts'
export { plan, planTactical, restoreBoard, type Placement, type PlanOptions } from './plan.ts'
export {
  routeTerritory,
  territoriesToRoute,
  type RouteOptions,
  type TerritoryRoutes,
} from './daily/territory.ts'
export { assemble } from './schedule.ts'
export { type Board as TacticalPlan } from './tactical/board.ts'
export {
  boundOf,
  type LinearProgram,
  type LinearRow,
  type LinearSolution,
  type ShadowPrice,
  type SolveLp,
  type TacticalBound,
} from './tactical/bound.ts'
export { validate } from './validate/schedule.ts'
export { RULES, type Rule, type Violation } from './validate/violation.ts'
export { changesBetween, type PlanChange } from './changes.ts'
export * from './inputs/index.ts'
export { bundleOrders, hasDay, type BundledOrders, type OpenOrder } from './orders/open-orders.ts'
export {
  ORDER_CHANGES,
  plannedOrders,
  type OrderChangeKind,
  type PlannedOrder,
} from './orders/order-changes.ts'
export { reasonGroups, type ReasonGroup } from './ways-out/reason-groups.ts'
export { type WayOut } from './ways-out/way-out.ts'
export {
  PLAN_STAGES,
  PlanOptionsSchema,
  PlanRequestSchema,
  searchSteps,
  type PlanRequest,
  type PlanRequestOptions,
  type PlanStage,
} from './plan-request.ts'
export { isEmptyPatch, ScenarioPatchSchema, type ScenarioPatch } from './scenario/patch.ts'
export { applyPatch, isImaginedCrew } from './scenario/apply-patch.ts'
export { kitNeeds, type KitNeed, type KitPoint } from './report/kit-needs.ts'
export {
  milestonePlans,
  reportOf,
  type MilestonePlan,
  type PlanCell,
  type PlanReport,
} from './report/plan-report.ts'
export { finishesOf, worthOfMore, type TacticalFinish, type Worth } from './report/worth.ts'
export * from './views.ts'
export {
  judgeDay,
  layOutDay,
  type BoardOrder,
  type BoardStop,
  type BoardWorld,
  type CrewDayLayout,
} from './board/crew-day.ts'
export {
  figuresOf,
  type ScenarioComparison,
  type SideFigures,
  type SideForecast,
} from './scenario/comparison.ts'
export {
  COST_PARTS,
  COST_SUBJECTS,
  costDifference,
  costOf,
  CostRateSchema,
  type CostPart,
  type CostRate,
  type PlanCost,
} from './scenario/cost.ts'
export { quantitiesOf, type PlanQuantities } from './scenario/quantities.ts'
export { ScenarioSchema, ScenarioWishSchema } from './scenario/patch.ts'

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
export { plan, planTactical, type PlanOptions } from './plan.ts'
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

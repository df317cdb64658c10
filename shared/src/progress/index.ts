/**
 * Progress: every chart as a pure function over plain rows, one definition a file, with the sentence
 * it says as data. Charts draw by the day something happened; what was not recorded by as-of is left
 * out before it comes here. AC and DC are drawn apart: call a function once for each.
 */
export {
  AGE_STARTS,
  ageing,
  type AgeBand,
  type Ageing,
  type OpenOrders,
  type StateDuration,
} from './ageing.ts'
export { baselineChange, type BaselineChange, type PlannedItem } from './baseline-change.ts'
export { blockedPareto, type Block, type BlockedPareto, type ParetoBar } from './blocked-pareto.ts'
export { burnUp, type BurnUp, type BurnUpInput, type FanQuantiles } from './burn-up.ts'
export {
  choropleth,
  HATCH_BELOW,
  type Choropleth,
  type RegionProgress,
  type RegionShade,
} from './choropleth.ts'
export { connectorMix, type ConnectorMix, type LedgerChange } from './connector-mix.ts'
export { cumulativeFlow, type CumulativeFlow, type StateChange } from './cumulative-flow.ts'
export {
  driverCoverage,
  type Coverage,
  type Current,
  type DriverCoverage,
  type RegionPorts,
} from './driver-coverage.ts'
export { earnedSchedule, type EarnedSchedule } from './earned-schedule.ts'
export {
  BudgetReportSchema,
  earnedValue,
  type BudgetReport,
  type EarnedValue,
  type EarnedValueInput,
} from './earned-value.ts'
export {
  CHANGES,
  FigureSchema,
  LIVE_RUNGS,
  LiveRungSchema,
  SinceSchema,
  unitOf,
  type Change,
  type Figure,
  type FigureUnit,
  type LiveRung,
  type Since,
} from './figure.ts'
export { type Finding } from './finding.ts'
export {
  FAILURE_BY_REASON,
  FIRST_VISIT_FAILURES,
  firstVisits,
  type FirstVisitCount,
  type FirstVisitFailure,
  type FirstVisits,
} from './first-visit.ts'
export { homeKits, type HomeKits, type HomeKitsInput, type HomeKitWeek } from './home-kits.ts'
export {
  installedNotLive,
  type AgeGroup,
  type Installation,
  type InstalledNotLive,
} from './installed-not-live.ts'
export { kitRunways, type KitRunway, type KitRunwayInput, type KitRunways } from './kit-runway.ts'
export { milestoneTrend, type MilestoneTrend, type TrendSnapshot } from './milestone-trend.ts'
export { dueBy, leadOn, planCurve, type PlanCurve } from './plan-curve.ts'
export { POPULATIONS } from './populations.ts'
export { quantileOf, quantileOfSorted } from './quantile.ts'
export { sCurve, type SCurve, type SCurveInput } from './s-curve.ts'
export { byDay, dayAxis, totalOf, totalsByDay, type DayAmount } from './series.ts'
export {
  throughput,
  workingWeeks,
  type Throughput,
  type ThroughputInput,
  type ThroughputWeek,
} from './throughput.ts'

/**
 * The forecast: when a milestone will be finished and how sure that is, how honest such words were
 * so far, and what moved a date. Pure: a seed instead of chance, histories instead of a database.
 */
export { normalAt, normalQuantile, streamOf, uniformAt } from './random.ts'
export { interpolate, LEVELS, weightedQuantiles } from './quantile.ts'
export { pastRatios, type PastRatio, type SeriesHistory } from './reference-class.ts'
export { PRIOR, priorVariance, sizeClass, spreadOf, type SizedClass } from './drift.ts'
export { recalibrated, recalibrationFactor, type SettledForecast } from './recalibration.ts'
export { forecastPanel, pinballLoss, type PanelForecast } from './panel.ts'
export { driftModel, type DriftModel } from './drift-model.ts'
export { HOME, INPUT_GROUPS } from './inputs.ts'
export type {
  Access,
  AssumedYield,
  CellCount,
  CellHistory,
  CrewCapacity,
  ForecastInputs,
  InputGroup,
  KitSupply,
  MilestoneDates,
  RegionCount,
  ScopeCell,
  Throughput,
} from './inputs.ts'
export { MEASURED_WEEKS, programDrift, type Basis } from './yields.ts'
export {
  DEFAULT_RUNS,
  DEFAULT_WEEKS,
  simulate,
  type FanPoint,
  type FinishRange,
  type MilestoneForecast,
  type ProgramForecast,
  type RegionForecast,
  type TerritoryForecast,
  type SimulationOptions,
} from './simulate.ts'
export {
  explainShift,
  shapleyParts,
  type ShiftExplanation,
  type ShiftPart,
} from './explain-shift.ts'
export {
  brierScore,
  scoreForecasts,
  settledFinishes,
  settledProgress,
  type ScoredForecast,
  type Scorecard,
  type StoredFinish,
  type StoredProgress,
} from './scorecard.ts'
export { headlineOf, roundedParts, type Headline, type HeadlineForecast } from './headline.ts'
export { patchForecast, type ReceiptPlaces } from './scenario.ts'

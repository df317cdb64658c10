/**
 * The forecast: when a milestone will be finished and how sure that is, how honest such words were
 * so far, and what moved a date. Pure: a seed instead of chance, histories instead of a database.
 */
export { normalAt, normalQuantile, streamOf, uniformAt } from './random.ts'
export { interpolate, LEVELS, quantileOf, quantileOfSorted, weightedQuantiles } from './quantile.ts'
export { pastRatios, type PastRatio, type SeriesHistory } from './reference-class.ts'
export { PRIOR, priorVariance, sizeClass, spreadOf, type SizedClass } from './drift.ts'
export { recalibrated, recalibrationFactor, type SettledForecast } from './recalibration.ts'
export { forecastPanel, pinballLoss, type PanelForecast } from './panel.ts'

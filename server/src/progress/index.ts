/** Progress: what the rollup says, folding it, and proving that it agrees with the tables. */
export { foldDeltas, startFolding } from './fold.ts'
export { mendRollup } from './mend.ts'
export { verifyRollup, type RollupDifference } from './verify.ts'
export { verifyCondensed, type CondensedDifference } from './verify-condensed.ts'
export {
  firstVisitsTold,
  verifyFirstVisits,
  type FirstVisitDifference,
} from './verify-first-visits.ts'
export {
  amountsOf,
  readDays,
  readForecasts,
  readMilestones,
  type ForecastRow,
} from './repository.ts'
export {
  ProgressFilterSchema,
  recordingDay,
  scopeFor,
  scopeOf,
  type ProgressFilter,
  type ProgressScope,
} from './scope.ts'
export { progressRouter } from './router.ts'

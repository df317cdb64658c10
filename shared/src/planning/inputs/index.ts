/** What a plan is made from, as people enter it. */
export { areaTypesBy, type Place } from './area-type.ts'
export { EXPIRING_DAYS, permitOn, permitState, type Permit, type PermitState } from './permit.ts'
export { weightOfPriority } from './priority.ts'

/** Planning on the server: plans made beside the requests, reviewed, accepted; the board; scenarios. */
export { planningRouter } from './router.ts'
export { propose } from './plans/proposals.ts'
export { resumePlans, runPlan } from './run/run-plan.ts'

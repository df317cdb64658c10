/** Planning on the server: plans made beside the requests, reviewed, accepted; the board; scenarios. */
export { planningRouter } from './router.ts'
export { resumePlans, runPlan } from './run/run-plan.ts'

/** What a plan is made from: crews and calendars, kits, access, travel, pins. */
export { planningInputs, type PlanningInputs, type PlanningWindow } from './planning-inputs.ts'
export { inputsRouter } from './router.ts'

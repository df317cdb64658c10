import type { PlanningProblem, Visit } from '../problem.ts'

/** Whether a visit lies in the frozen zone. */
export function isFrozen({ frozenUntil }: PlanningProblem, { dayOn }: Visit): boolean {
  return frozenUntil !== undefined && dayOn !== undefined && dayOn < frozenUntil
}

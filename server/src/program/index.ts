/** The rollout: programs, milestones with their baselines, kit types, and which ports a goal is about. */
export { takeBaseline } from './baselines.ts'
export {
  insertBaseline,
  readMilestones,
  readMilestonesOn,
  type StoredMilestone,
} from './program-repository.ts'
export { createProgram, rulesOf, setMilestone, type NewProgram } from './programs.ts'
export { programRouter } from './router.ts'
export { countScope, milestoneCondition } from './scope.ts'

/** Sign-in, sessions, people. The library keeps credentials and sessions; roles and scope are ours. */
export { createAuth, type Auth } from './auth.ts'
export { actorOf, callerOf, forgetSessions, forgetWhenTold, type Caller } from './sessions.ts'
export { mailLink } from './mail.ts'
export { accountsRouter } from './router.ts'
export { addPerson, createFirstAdministrator, hasAdministrator, systemActor } from './people.ts'
export { ensureInstallation, type Installation } from './installation.ts'
export {
  crewCondition,
  expectCrew,
  expectRegions,
  isCrewBound,
  regionCondition,
  scopeCondition,
} from './scope.ts'
export { demoPassword, registerAccountRoutes } from './http.ts'

/** Tells every open screen, in every process, what became stale. The database is the only wire. */
export { createAnnouncer, type Announcer } from './announcer.ts'
export { registerLiveRoutes } from './http.ts'

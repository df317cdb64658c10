/** The ladder that a fitted connector climbs after its installation: by hand, from sessions, from the public list. */
export { rungsRouter } from './router.ts'
export { reachListed } from './public-list.ts'

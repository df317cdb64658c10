/** Corrections of derived sites by hand; they hold for whatever is imported later. */
export { correctionProcedures } from './router.ts'
export { listCorrections } from './read.ts'
export { listPlacements } from './placements.ts'

/** Photos by content hash: taken in, verified, given back. */
export { registerFileRoutes } from './http.ts'
export { pathOf } from './store.ts'

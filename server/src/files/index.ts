/** Photos by content hash: taken in, verified, given back. */
export { registerFileRoutes } from './http.ts'
export { openPhoto, storeDocument } from './store.ts'

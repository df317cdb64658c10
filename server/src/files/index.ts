/** Photos by content hash: taken in whole or in parts, verified, drawn small, given back. */
export { registerFileRoutes } from './http.ts'
export { keepsPhotoPosition } from './policy.ts'
export { filesRouter } from './router.ts'
export { storeDocument } from './store.ts'
export { fileKey, openStorage, type FileStorage } from './storage.ts'
export { makeThumbnail } from './thumbnails.ts'

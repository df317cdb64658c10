/** The network: what stands where, how it comes in from files, and how it is looked at. */
export { networkRouter } from './router.ts'
export { registerNetworkRoutes } from './http.ts'
export { importCommand, inspectUpload, previewImport, type OnProgress } from './import/index.ts'
export { countHomeKitsOf, importListCommand, previewList } from './lists/index.ts'
export { Uploads, type Upload } from './uploads.ts'
export { visibleTo } from './scope.ts'
export { sitesFoundBy } from './sites/search.ts'
export { countChange, countStanding } from './counting.ts'

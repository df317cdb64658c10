/** Files that are joined by a key: what hardware stations are, and the orders of home kits. */
export { importListCommand } from './import-list.ts'
export { listPreviewRows, previewList } from './preview-list.ts'
export { countHomeKitsOf } from './home-kit-counts.ts'

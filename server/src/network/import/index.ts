/** Station files into the network: what they are, what they would change, the change, and its undoing. */
export { importCommand } from './import-network.ts'
export { undoImportCommand } from './undo-import.ts'
export { inspectUpload, listImports, previewImport } from './preview.ts'
export { readProgress, type OnProgress } from './progress.ts'
export { readUpload } from './read-upload.ts'
export { rejectedCsv, escapeFormula } from './rejected.ts'

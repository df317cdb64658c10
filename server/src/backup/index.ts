/** Consistent copies of the whole installation, shown to be whole by restoring them. */
export { filesForBackup } from './files.ts'
export { BackupError, type Manifest } from './format.ts'
export { makeBackup } from './make.ts'
export { emptyDatabase, restoreBackup } from './restore.ts'
export { compare, verifyBackup } from './verify.ts'
export { makeScheduledBackup } from './schedule.ts'
export { backupRouter } from './router.ts'

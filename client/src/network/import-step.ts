import type { Id } from '@changeover/shared/commands'
import type { ImportProgress, ImportResult, ListImportResult } from '@changeover/shared/network'

/** Where the import stands: one state at a time. */
export type ImportStep =
  | { name: 'choose' }
  | { name: 'uploading'; share: number }
  | { name: 'reading' }
  | { name: 'mapping' }
  | { name: 'ready' }
  | { name: 'importing'; progress: ImportProgress | null }
  | { name: 'done'; importId: Id<'Import'> | null; counts: ImportResult['counts'] }
  | { name: 'done-list'; importId: Id<'Import'> | null; counts: ListImportResult['counts'] }
  | { name: 'undone' }

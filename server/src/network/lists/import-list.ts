import { newId, type Id } from '@changeover/shared/commands'
import {
  ListImportResultSchema,
  ListRequestSchema,
  type ListImportResult,
  type ListRequest,
} from '@changeover/shared/network'
import type { CommandSpec } from '../../commands.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { expectImportable } from '../import/expect-importable.ts'
import { recordedRepairs } from '../import/history.ts'
import { progressTo, type OnProgress } from '../import/progress.ts'
import { lockImports } from '../import/repository.ts'
import { Uploads, type Upload } from '../uploads.ts'
import { importHomeKits, undoHomeKits } from './import-home-kits.ts'
import { importStationDetails, undoStationDetails } from './import-station-details.ts'
import { changesNothing } from './list-plan.ts'
import { planList, type PlannedList } from './plan-list.ts'

type Spec = CommandSpec<typeof ListRequestSchema, typeof ListImportResultSchema>

/** The command that imports an uploaded list; the command line hears of its progress directly. */
export function importListCommand(onProgress?: OnProgress): Spec {
  return {
    name: 'network.importList',
    data: ListRequestSchema,
    result: ListImportResultSchema,
    isBulk: true,
    handle: (work, request) => importList(work, request, onProgress),
  }
}

/**
 * Imports a list as a whole or not at all. Rows whose key nobody knows are counted, not refused: an
 * owner's file covers more than the network that was imported.
 * @throws AppError see `expectImportable`
 */
async function importList(
  work: UnitOfWork,
  request: ListRequest,
  onProgress?: OnProgress,
): Promise<ListImportResult> {
  const uploads = new Uploads(work.services.config)
  const upload = await uploads.get(request.uploadId)
  const tell = onProgress ?? progressTo(uploads.path(upload.id))
  await lockImports(work.tx)
  const planned = await planList(work.tx, work.actor, uploads, upload, request, tell)
  const { counts } = planned.plan
  expectImportable(planned.result, request, planned.plan.lines.length)
  if (changesNothing(planned.plan)) {
    tell({ stage: 'done', share: 1 })
    return { importId: null, counts }
  }
  tell({ stage: 'writing', share: 0 })
  const importId = newId<'Import'>()
  await writeImport(work, importId, upload, request, planned)
  if (planned.kind === 'home_kits') await importHomeKits(work, importId, planned.plan)
  else await importStationDetails(work, importId, planned.plan)
  work.record({
    kind: 'network.list_imported',
    subject: { kind: 'import', id: importId },
    payload: { fileName: upload.fileName, list: request.kind, counts },
  })
  work.stale('imports', 'progress', planned.kind === 'home_kits' ? 'program' : 'network')
  tell({ stage: 'done', share: 1 })
  return { importId, counts }
}

async function writeImport(
  work: UnitOfWork,
  importId: Id<'Import'>,
  upload: Upload,
  request: ListRequest,
  { kind, plan, result }: PlannedList,
): Promise<void> {
  await work.tx
    .insertInto('import')
    .values({
      id: importId,
      kind,
      commandId: work.commandId,
      fileName: upload.fileName,
      fileSha256: upload.sha256,
      counts: JSON.stringify(plan.counts),
      repairs: JSON.stringify(recordedRepairs(request, result)),
      importedBy: work.actor.personId,
      importedAt: work.recordedAt,
    })
    .execute()
}

/** Takes the import of a list back. @returns how many rows are as before. */
export async function undoListImport(
  work: UnitOfWork,
  importId: Id<'Import'>,
  kind: 'station_details' | 'home_kits',
): Promise<number> {
  work.stale('imports', 'progress', kind === 'home_kits' ? 'program' : 'network')
  return kind === 'home_kits' ? undoHomeKits(work, importId) : undoStationDetails(work, importId)
}

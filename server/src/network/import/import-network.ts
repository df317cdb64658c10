import { newId, type Id } from '@changeover/shared/commands'
import {
  ImportRequestSchema,
  ImportResultSchema,
  type ImportKind,
  type ImportRequest,
  type ImportResult,
  type ReadResult,
} from '@changeover/shared/network'
import type { CommandSpec } from '../../commands.ts'
import { copyRecords } from '../../db/bulk.ts'
import { reachListed } from '../../rungs/index.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { countChange } from '../counting.ts'
import { expectRegions } from '../../accounts/index.ts'
import { Uploads, type Upload } from '../uploads.ts'
import { expectImportable } from './expect-importable.ts'
import { recordedRepairs } from './history.ts'
import { changesNothing, planImport, type ImportPlan } from './plan.ts'
import { progressTo, type OnProgress } from './progress.ts'
import { readUpload } from './read-upload.ts'
import { refreshSites } from './refresh-sites.ts'
import { lockImports, markNotSeen, markSeen, restock } from './repository.ts'
import { writeNew } from './write-new.ts'
import { writeUpdates, type StationChange } from './write-updates.ts'

type Spec = CommandSpec<typeof ImportRequestSchema, typeof ImportResultSchema>

/** The command that imports an uploaded file; the command line hears of its progress directly. */
export function importCommand(onProgress?: OnProgress): Spec {
  return {
    name: 'network.import',
    data: ImportRequestSchema,
    result: ImportResultSchema,
    isBulk: true,
    handle: (work, request) => importNetwork(work, request, onProgress),
  }
}

/**
 * Imports a file as a whole or not at all.
 * @throws AppError `IMPORT_HAS_ERRORS` unless the person accepts the good rows; `FILE_UNREADABLE`
 *   when there are none.
 */
async function importNetwork(
  work: UnitOfWork,
  request: ImportRequest,
  onProgress?: OnProgress,
): Promise<ImportResult> {
  const uploads = new Uploads(work.services.config)
  const upload = await uploads.get(request.uploadId)
  const tell = onProgress ?? progressTo(uploads.path(upload.id))
  const result = await readUpload(uploads, upload, { ...request, tell })
  expectImportable(result, request, result.stations.length)
  expectRegions(
    work.actor,
    result.stations.map(({ region, country }) => region ?? country ?? ''),
  )

  tell({ stage: 'comparing', share: 0 })
  await lockImports(work.tx)
  const plan = await planImport(work.tx, result, request)
  if (changesNothing(plan)) {
    tell({ stage: 'done', share: 1 })
    return { importId: null, counts: plan.counts }
  }
  const touched = touchedSites(plan)
  const importId = newId<'Import'>()
  await countChange(
    work,
    touched,
    () => writePlan(work, plan, { importId, upload, request, result }, tell),
    [...touched, ...plan.newSites.map((site) => site.id)],
  )
  work.record({
    kind: 'network.imported',
    subject: { kind: 'import', id: importId },
    payload: {
      fileName: upload.fileName,
      network: request.network,
      counts: plan.counts,
      repairs: recordedRepairs(request, result),
    },
  })
  work.stale('network', 'imports', 'progress', ...touched.slice(0, 100).map((id) => `site:${id}`))
  tell({ stage: 'done', share: 1 })
  return { importId, counts: plan.counts }
}

/** Sites that stand already and are changed by the plan. */
function touchedSites({ comparison, extendedSites }: ImportPlan): Id<'Site'>[] {
  return [...new Set([...extendedSites, ...comparison.updated.map(({ known }) => known.siteId)])]
}

interface About {
  importId: Id<'Import'>
  upload: Upload
  request: ImportRequest
  result: ReadResult
}

async function writePlan(
  work: UnitOfWork,
  plan: ImportPlan,
  about: About,
  tell: OnProgress,
): Promise<void> {
  const { comparison, newSites, newStations } = plan
  tell({ stage: 'writing', share: 0 })
  await writeNew(work, newSites, newStations)
  tell({ stage: 'writing', share: 0.7 })
  const changes = await writeUpdates(work, comparison.updated)
  await refreshSites(work.tx, [
    ...new Set(
      comparison.updated
        .filter(({ kind }) => kind !== 'changed' && kind !== 'returned')
        .map(({ known }) => known.siteId),
    ),
  ])
  const notSeen = comparison.notSeen.map((station) => station.id)
  await markNotSeen(work.tx, notSeen, work.recordedOn)
  await markSeen(
    work.tx,
    comparison.unchanged.map((station) => station.id),
    work.recordedOn,
  )
  await restock(work.tx, sitesWithoutConnectors(plan))
  await writeImport(work, plan, about, changes)
  await reachListed(work)
  tell({ stage: 'counting', share: 0 })
}

/** New stations of which no connector is known: no ledger entry has had their site counted. */
function sitesWithoutConnectors({ newStations }: ImportPlan): Id<'Site'>[] {
  const unknown = newStations.filter(({ record }) =>
    record.ports.every((port) => port.connectors.length === 0),
  )
  return [...new Set(unknown.map((station) => station.siteId))]
}

/** The record of the import: what it was, and station by station what it did, so that it can be taken back. */
async function writeImport(
  work: UnitOfWork,
  plan: ImportPlan,
  { importId, upload, request, result }: About,
  changes: readonly StationChange[],
): Promise<void> {
  const [first] = result.stations
  await work.tx
    .insertInto('import')
    .values({
      id: importId,
      commandId: work.commandId,
      fileName: upload.fileName,
      fileSha256: upload.sha256,
      source: first.source,
      grain: first.grain,
      network: request.network,
      counts: JSON.stringify(plan.counts),
      repairs: JSON.stringify(recordedRepairs(request, result)),
      importedBy: work.actor.personId,
      importedAt: work.recordedAt,
    })
    .execute()
  const rows = [
    ...plan.newStations.map(({ id }) => stationLine('created', id)),
    ...changes.map((change) => stationLine(change.kind, change.stationId, change)),
    ...plan.comparison.notSeen.map(({ id }) => stationLine('not_seen', id)),
  ]
  await copyRecords(
    work.copy,
    'import_change',
    rows.map((row, ordinal) => ({ import_id: importId, ordinal, ...row })),
  )
}

function stationLine(
  kind: ImportKind,
  stationId: Id<'Station'>,
  { before, after }: { before: object | null; after: object | null } = {
    before: null,
    after: null,
  },
) {
  return { kind, station_id: stationId, before, after }
}

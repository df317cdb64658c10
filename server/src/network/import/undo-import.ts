import { AppError, IdSchema, type Id } from '@changeover/shared/commands'
import { FileKindSchema } from '@changeover/shared/network'
import { sql } from 'kysely'
import { z } from 'zod'
import type { CommandSpec } from '../../commands.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { countChange } from '../counting.ts'
import { expectRegions } from '../../accounts/index.ts'
import { undoListImport } from '../lists/import-list.ts'
import { refreshSites } from './refresh-sites.ts'
import {
  findImport,
  listObstacles,
  listTaken,
  tombstone,
  voidConnectors,
  type Taken,
} from './undo-repository.ts'
import { writeStations } from './write-updates.ts'
import { lockToChange } from '../standstill.ts'
import { mergeColumnsBack } from './columns.ts'
import { listColumns } from './repository.ts'

const UndoImportSchema = z.object({ importId: IdSchema('Import') })
const UndoneSchema = z.object({
  stations: z.int(),
  ports: z.int(),
  sites: z.int(),
  /** Of a hardware file or a list of home kits: the rows that are as before. */
  rows: z.int().default(0),
})

/** Takes a whole import back: what it made never counted, what it changed is as before. */
export const undoImportCommand: CommandSpec<typeof UndoImportSchema, typeof UndoneSchema> = {
  name: 'network.undoImport',
  data: UndoImportSchema,
  result: UndoneSchema,
  isBulk: true,
  handle: undoImport,
}

/**
 * @throws AppError `BUILT_UPON` with counts of what stands in the way: work orders, connectors that
 *   others recorded, later imports. `NOTHING_TO_DO` when it was taken back already.
 */
async function undoImport(work: UnitOfWork, { importId }: { importId: Id<'Import'> }) {
  await lockToChange(work.tx)
  const found = await findImport(work.tx, importId)
  if (!found) throw new AppError('NOT_FOUND', { importId })
  if (found.undoneCommandId !== null) throw new AppError('NOTHING_TO_DO', { importId })
  const kind = FileKindSchema.parse(found.kind)
  if (kind === 'stations') return undoStations(work, importId, found.commandId)
  const rows = await undoListImport(work, importId, kind)
  await markUndone(work, importId)
  return { stations: 0, ports: 0, sites: 0, rows }
}

/** Says of an import that it never counted, and tells the history. */
async function markUndone(
  work: UnitOfWork,
  importId: Id<'Import'>,
  payload: Record<string, unknown> = {},
): Promise<void> {
  await sql`update import set undone_command_id = ${work.commandId}::uuid where id = ${importId}::uuid`.execute(
    work.tx,
  )
  work.record({
    kind: 'network.import_undone',
    subject: { kind: 'import', id: importId },
    payload,
  })
}

async function undoStations(work: UnitOfWork, importId: Id<'Import'>, commandId: Id<'Command'>) {
  const obstacles = await listObstacles(work.tx, importId, commandId)
  if (Object.values(obstacles).some((count) => count > 0))
    throw new AppError('BUILT_UPON', { ...obstacles })
  const taken = await listTaken(work.tx, importId)
  expectRegions(work.actor, taken.regions)

  const payload = { stations: taken.created.length, restored: taken.changed.length }
  await markUndone(work, importId, payload)
  const sites = await countChange(work, taken.siteIds, () => takeBack(work, commandId, taken))
  work.stale(
    'network',
    'imports',
    'progress',
    ...taken.siteIds.slice(0, 100).map((id) => `site:${id}`),
  )
  return { stations: taken.created.length, ports: taken.portIds.length, sites }
}

/** @returns how many sites are gone thereby. */
async function takeBack(work: UnitOfWork, commandId: Id<'Command'>, taken: Taken): Promise<number> {
  await voidConnectors(work, commandId)
  const sites = await tombstone(work, taken)
  const current = await listColumns(
    work.tx,
    taken.changed.map((change) => change.stationId),
  )
  await writeStations(
    work.tx,
    taken.changed.map(({ stationId, before, after }) => ({
      stationId,
      ...before,
      columns: mergeColumnsBack(
        current.get(stationId) ?? after.columns,
        before.columns,
        after.columns,
      ),
    })),
    null,
  )
  await refreshSites(work.tx, taken.siteIds)
  return sites
}

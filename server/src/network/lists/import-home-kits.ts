import { AppError, newId, type Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import { expectRegions } from '../../accounts/index.ts'
import { copyRecords } from '../../db/bulk.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { countHomeKitChange } from './home-kit-counts.ts'
import {
  readHomeKits,
  removeHomeKits,
  writeHomeKits,
  type HomeKit,
  type OrderKey,
} from './home-kits.ts'
import type { ListPlan } from './list-plan.ts'

/** Writes the orders of a list, counts them, and keeps order by order what it changed. */
export async function importHomeKits(
  work: UnitOfWork,
  importId: Id<'Import'>,
  { changes }: ListPlan<OrderKey, HomeKit>,
): Promise<void> {
  await writeHomeKits(
    work.tx,
    changes.map(({ subject, after }) => ({ id: newId(), key: subject, kit: after })),
  )
  await countHomeKitChange(
    work,
    changes.flatMap(({ before }) => before ?? []),
    changes.map(({ after }) => after),
  )
  await copyRecords(
    work.copy,
    'home_kit_change',
    changes.map(({ subject, before, after }, ordinal) => ({
      import_id: importId,
      ordinal,
      kind: before === null ? 'created' : 'changed',
      external_id: subject,
      before,
      after,
    })),
  )
}

interface Taken {
  externalId: OrderKey
  before: HomeKit | null
  after: HomeKit
}

/**
 * Puts the orders of an import back as they were.
 * @returns how many there are.
 * @throws AppError `BUILT_UPON` when a later import has changed one of them since.
 */
export async function undoHomeKits(work: UnitOfWork, importId: Id<'Import'>): Promise<number> {
  const { rows } = await sql<Taken>`
    select external_id, before, after from home_kit_change where import_id = ${importId}::uuid
  `.execute(work.tx)
  await expectUntouched(work, importId)
  expectRegions(
    work.actor,
    rows.map(({ after }) => after.region ?? ''),
  )
  const current = await readHomeKits(
    work.tx,
    rows.map((row) => row.externalId),
  )
  const created = rows.filter(({ before }) => before === null)
  await removeHomeKits(
    work.tx,
    created.map((row) => row.externalId),
  )
  const restored = rows.flatMap(({ externalId, before }) =>
    before === null ? [] : [{ id: newId(), key: externalId, kit: before }],
  )
  await writeHomeKits(work.tx, restored)
  await countHomeKitChange(
    work,
    [...current.values()],
    restored.map(({ kit }) => kit),
  )
  return rows.length
}

async function expectUntouched(work: UnitOfWork, importId: Id<'Import'>): Promise<void> {
  const { rows } = await sql<{ laterImports: number }>`
    select count(distinct later.id)::integer as later_imports
    from home_kit_change mine
    join home_kit_change theirs on theirs.external_id = mine.external_id and theirs.import_id <> mine.import_id
    join import later on later.id = theirs.import_id and later.undone_command_id is null
    join import self on self.id = mine.import_id and self.imported_at < later.imported_at
    where mine.import_id = ${importId}::uuid
  `.execute(work.tx)
  const [{ laterImports }] = rows
  if (laterImports > 0) throw new AppError('BUILT_UPON', { orders: 0, connectors: 0, laterImports })
}

import { AppError } from '@changeover/shared/commands'
import {
  ColumnMappingSchema,
  headerKey,
  missingOf,
  type ColumnMapping,
} from '@changeover/shared/network'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { CommandSpec } from '../../commands.ts'
import type { Database } from '../../db/database.ts'

const RememberMappingSchema = z.object({
  header: z.array(z.string().max(1_000)).min(1).max(1_000),
  mapping: ColumnMappingSchema,
})
const RememberedSchema = z.object({})

/** Keeps what the columns of somebody's own table mean, for every later file with the same columns. */
export const rememberMappingCommand: CommandSpec<
  typeof RememberMappingSchema,
  typeof RememberedSchema
> = {
  name: 'network.rememberMapping',
  data: RememberMappingSchema,
  result: RememberedSchema,
  handle: async (work, { header, mapping }) => {
    const missing = missingOf(mapping, header)
    if (missing.length > 0) throw new AppError('INVALID', { missing })
    const entry = {
      mapping: JSON.stringify(mapping),
      savedBy: work.actor.personId,
      savedAt: work.recordedAt,
      commandId: work.commandId,
    }
    await work.tx
      .insertInto('columnMapping')
      .values({ headerKey: keyOf(header), ...entry })
      .onConflict((conflict) => conflict.column('headerKey').doUpdateSet(entry))
      .execute()
    work.record({
      kind: 'network.mapping_remembered',
      subject: { kind: 'column_mapping', id: null },
      payload: { columns: header.length, mapping },
    })
    return {}
  },
}

/** The mapping that was kept for these columns; null when there is none. */
export async function findMapping(
  db: Database,
  header: readonly string[],
): Promise<ColumnMapping | null> {
  const row = await db
    .selectFrom('columnMapping')
    .select('mapping')
    .where('headerKey', '=', keyOf(header))
    .executeTakeFirst()
  if (!row) return null
  const mapping = ColumnMappingSchema.parse(row.mapping)
  // The key forgets case and spacing; the mapping names columns as they stand.
  return missingOf(mapping, header).length === 0 ? mapping : null
}

function keyOf(header: readonly string[]): string {
  return createHash('sha256').update(headerKey(header)).digest('hex')
}

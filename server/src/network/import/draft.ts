import type { Id } from '@changeover/shared/commands'
import { ImportDraftSchema, UNTOUCHED_VERSION, type KeptDraft } from '@changeover/shared/network'
import { sql } from 'kysely'
import { z } from 'zod'
import type { CommandSpec } from '../../commands.ts'
import type { Database } from '../../db/database.ts'
import { Uploads } from '../uploads.ts'

const KeptSchema = z.object({ version: z.int() })

/**
 * Keeps what somebody mended in an upload, so that a reload or another device goes on from there. The
 * command refuses a draft whose sender has not seen the latest one: two people who mend the same file
 * do not undo each other unawares.
 */
export const keepDraftCommand: CommandSpec<typeof ImportDraftSchema, typeof KeptSchema> = {
  name: 'network.keepImportDraft',
  data: ImportDraftSchema,
  result: KeptSchema,
  handle: async (work, draft) => {
    const { uploadId } = draft
    await new Uploads(work.services.config).get(uploadId)
    await sql`select pg_advisory_xact_lock(hashtextextended(${uploadId}, 0))`.execute(work.tx)
    const { rows } = await sql<{ version: number }>`
      select version from import_draft where upload_id = ${uploadId}::uuid
    `.execute(work.tx)
    const current = rows[0]?.version ?? UNTOUCHED_VERSION
    work.expectVersion(current)
    const kept = { version: current + 1, savedBy: work.actor.personId, savedAt: work.recordedAt }
    const entry = { ...kept, draft: JSON.stringify(draft), commandId: work.commandId }
    await work.tx
      .insertInto('importDraft')
      .values({ uploadId, ...entry })
      .onConflict((conflict) => conflict.column('uploadId').doUpdateSet(entry))
      .execute()
    // An upload is gone after a day, and nobody can ask for its draft any more.
    await sql`delete from import_draft where saved_at < ${work.recordedAt}::timestamptz - interval '1 day'`.execute(
      work.tx,
    )
    work.record({
      kind: 'network.import_draft_kept',
      subject: { kind: 'upload', id: uploadId },
      payload: { edits: draft.edits.length, fixes: draft.fixes, dropRows: draft.dropRows },
    })
    return { version: current + 1 }
  },
}

/** What was mended in an upload so far; null where nothing was. */
export async function findDraft(db: Database, uploadId: Id<'Upload'>): Promise<KeptDraft | null> {
  const row = await db
    .selectFrom('importDraft')
    .select(['draft', 'version'])
    .where('uploadId', '=', uploadId)
    .executeTakeFirst()
  return row ? { draft: ImportDraftSchema.parse(row.draft), version: row.version } : null
}

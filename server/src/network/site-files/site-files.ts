import type { EventKind } from '@changeover/shared/history'
import type { Actor } from '@changeover/shared/accounts'
import { AppError, type Id } from '@changeover/shared/commands'
import type { AttachFile, SiteFile } from '@changeover/shared/network'
import { isKnown, isOpenCommand, type AsOf } from '../../past/index.ts'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { visibleTo } from '../scope.ts'

/**
 * Attaches a file whose bytes have arrived to a site.
 * @throws AppError `NOT_FOUND` for a site that the person does not see, or bytes that are not here.
 */
export async function attachFile(work: UnitOfWork, data: AttachFile) {
  const { siteId, fileId, sha256, fileName, kind, note } = data
  await expectSite(work.tx, work.actor, siteId)
  const stored = await work.tx
    .selectFrom('storedFile')
    .select('bytes')
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  if (!stored) throw new AppError('NOT_FOUND', { sha256 })
  await work.tx
    .insertInto('siteFile')
    .values({
      id: fileId,
      siteId,
      sha256,
      fileName,
      kind,
      note,
      attachedBy: work.actor.personId,
      attachedAt: work.recordedAt,
      commandId: work.commandId,
    })
    .execute()
  tell(work, 'site.file_attached', siteId, { fileName, fileKind: kind })
  return { fileId }
}

/** Takes a file off its site; the history keeps that it was there. */
export async function detachFile(work: UnitOfWork, { fileId }: { fileId: Id<'SiteFile'> }) {
  const file = await setDetached(work, fileId, false)
  tell(work, 'site.file_detached', file.siteId, { fileName: file.fileName })
  return { fileId }
}

/** Puts a file back that was taken off. */
export async function reattachFile(work: UnitOfWork, { fileId }: { fileId: Id<'SiteFile'> }) {
  const file = await setDetached(work, fileId, true)
  tell(work, 'site.file_attached', file.siteId, { fileName: file.fileName })
  return { fileId }
}

/** @throws AppError `NOTHING_TO_DO` when the file is as it shall be. */
async function setDetached(work: UnitOfWork, fileId: Id<'SiteFile'>, isDetached: boolean) {
  const file = await work.tx
    .selectFrom('siteFile')
    .select(['siteId', 'fileName', 'detachedCommandId'])
    .where('id', '=', fileId)
    .forUpdate()
    .executeTakeFirst()
  if (!file) throw new AppError('NOT_FOUND', { fileId })
  await expectSite(work.tx, work.actor, file.siteId)
  if ((file.detachedCommandId !== null) !== isDetached)
    throw new AppError('NOTHING_TO_DO', { fileId })
  await work.tx
    .updateTable('siteFile')
    .set({ detachedCommandId: isDetached ? null : work.commandId })
    .where('id', '=', fileId)
    .execute()
  return file
}

async function expectSite(
  db: Database | DatabaseTransaction,
  actor: Actor,
  siteId: Id<'Site'>,
): Promise<void> {
  const site = await db
    .selectFrom('site')
    .select('id')
    .where('id', '=', siteId)
    .where('deletedAt', 'is', null)
    .where(visibleTo(actor))
    .executeTakeFirst()
  if (!site) throw new AppError('NOT_FOUND', { siteId })
}

function tell(
  work: UnitOfWork,
  kind: EventKind,
  siteId: Id<'Site'>,
  payload: Record<string, unknown>,
): void {
  work.record({ kind, subject: { kind: 'site', id: siteId }, payload })
  work.stale('network', `site:${siteId}`)
}

/** The files of a site, those of sites that were merged into it too, the newest first. */
export async function listFiles(
  db: Database,
  siteId: Id<'Site'>,
  asOf: AsOf = null,
): Promise<SiteFile[]> {
  const { rows } = await sql<SiteFile>`
    select f.id, f.file_name, f.kind, f.note, s.bytes, s.content_type, p.name as by, f.attached_at
    from site_file f join stored_file s on s.sha256 = f.sha256 left join person p on p.id = f.attached_by
    where f.site_id in (select ${siteId}::uuid union all select id from site where merged_into = ${siteId}::uuid)
      and ${isKnown(asOf, 'f.command_id')} and ${isOpenCommand(asOf, 'f.detached_command_id')}
    order by f.attached_at desc
  `.execute(db)
  return rows
}

/** A file that somebody may read, by its own id. */
export async function findFile(db: Database, actor: Actor, fileId: Id<'SiteFile'>) {
  const { rows } = await sql<{
    sha256: string
    keptSha256: string | null
    fileName: string
    contentType: string
  }>`
    select f.sha256, s.kept_sha256, f.file_name, s.content_type
    from site_file f join stored_file s on s.sha256 = f.sha256
    join site origin on origin.id = f.site_id
    join site on site.id = coalesce(origin.merged_into, origin.id)
    where f.id = ${fileId}::uuid and f.detached_command_id is null and ${visibleTo(actor)}
  `.execute(db)
  return rows[0]
}

import { newId } from '@changeover/shared/commands'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Services } from '../context.ts'
import { openAuditKey, sealEvents, trustedKeys } from '../audit/index.ts'
import type { Connection } from '../db/database.ts'
import { filesForBackup } from './files.ts'
import { makeBackup } from './make.ts'
import { verifyBackup } from './verify.ts'
import { now } from '../clock.ts'

const NAME = /^changeover-\d{8}T\d{6}Z\.backup$/

/** The job `backup`: seals the record, makes a backup, verifies it, and removes those beyond the number to keep. */
export async function makeScheduledBackup(
  services: Services,
  connection: Connection,
): Promise<string> {
  const { directory, backup } = services.config
  const key = openAuditKey(directory)
  await sealEvents(services.db, key)
  const fileName = `changeover-${now().replace(/[-:]|\.\d+/g, '')}.backup`
  const file = join(backup.directory, fileName)
  const files = filesForBackup(services.config)
  const manifest = await makeBackup(services.pool, file, key.publicPem, files)
  await verifyBackup(file, connection, trustedKeys(directory))
  const missing = manifest.files?.missing ?? 0
  if (missing > 0) services.log.warn({ missing }, 'photos or files are not where they were stored')
  await services.db
    .insertInto('backup')
    .values({
      id: newId(),
      fileName,
      bytes: (await stat(file)).size,
      manifest: JSON.stringify(manifest),
      verifiedAt: now(),
    })
    .execute()
  await removeOldest(services)
  services.announcer.announce(['backups', 'health'])
  return file
}

/** Keeps the newest; only files that carry a backup's name are ever removed. */
async function removeOldest({ config, db }: Services): Promise<void> {
  const names = (await readdir(config.backup.directory))
    .filter((name) => NAME.test(name))
    .toSorted()
  const old = names.slice(0, Math.max(0, names.length - config.backup.keep))
  for (const name of old) await rm(join(config.backup.directory, name), { force: true })
  if (old.length > 0) await db.deleteFrom('backup').where('fileName', 'in', old).execute()
}

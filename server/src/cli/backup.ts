import { Command } from 'commander'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { openAuditKey, sealEvents, trustedKeys } from '../audit/index.ts'
import { filesForBackup, makeBackup, verifyBackup } from '../backup/index.ts'
import { connectionOf } from './connection-of.ts'
import { printJson, withServices } from './with-services.ts'

/** `changeover backup FILE`: a consistent copy while the server runs, shown to be whole by restoring it. */
export const backupCommand = new Command('backup')
  .description('Writes a consistent backup while the server runs, and verifies it.')
  .argument('<file>')
  .option('--no-verify', 'do not restore it into a scratch database')
  .option('--no-files', 'leave out photos and other files, when something else copies them')
  .option('--json', 'print one JSON object and nothing else')
  .action(async (name: string, options: { verify: boolean; files: boolean; json?: boolean }) => {
    const file = resolve(name)
    await withServices(async (services) => {
      const { directory } = services.config
      const key = openAuditKey(directory)
      await sealEvents(services.db, key)
      const manifest = await makeBackup(
        services.pool,
        file,
        key.publicPem,
        options.files ? filesForBackup(services.config) : null,
      )
      if (options.verify)
        await verifyBackup(file, connectionOf(services.pool), trustedKeys(directory))
      const bytes = (await stat(file)).size
      const rows = Object.values(manifest.counts).reduce((sum, count) => sum + count, 0)
      if (options.json) printJson({ file, bytes, rows, isVerified: options.verify, ...manifest })
      else
        process.stdout.write(
          `${file}: ${rows} rows, ${manifest.files?.count ?? 0} files, ${bytes} bytes${options.verify ? ', verified by restoring it' : ''}.\n`,
        )
      const missing = manifest.files?.missing ?? 0
      if (missing > 0) process.stderr.write(withoutLost(missing))
    })
  })

function withoutLost(missing: number): string {
  return `${missing} photos or files are named in the database and are no longer where they were stored; they are NOT in this backup.\n`
}

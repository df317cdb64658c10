import { Command } from 'commander'
import { trustedKeys, trustKey } from '../audit/index.ts'
import { compare, emptyDatabase, restoreBackup } from '../backup/index.ts'
import { readConfig } from '../config.ts'
import { openDatabase } from '../db/open.ts'
import { expectNoServer } from './expect-no-server.ts'
import { printJson } from './with-services.ts'

/** `changeover restore FILE`: into the database that the configuration names, which must be empty. */
export const restoreCommand = new Command('restore')
  .description('Restores a backup into the configured database and compares it with the backup.')
  .argument('<file>')
  .option('--replace', 'remove what is in the database first')
  .option('--json', 'print one JSON object and nothing else')
  .action(async (file: string, options: { replace?: boolean; json?: boolean }) => {
    const config = readConfig(process.env)
    const opened = await openDatabase(config, () => undefined, 'tool')
    try {
      await expectNoServer(opened.connection)
      if (options.replace) await emptyDatabase(opened.connection)
      const manifest = await restoreBackup(file, opened.connection, config)
      // Whoever restores a backup believes it; its own seals are then checked with its own key.
      trustKey(config.directory, manifest.auditPublicKey)
      await compare(opened.connection, manifest, trustedKeys(config.directory))
      const rows = Object.values(manifest.counts).reduce((sum, count) => sum + count, 0)
      if (options.json) printJson({ rows, ...manifest })
      else
        process.stdout.write(
          `Restored ${rows} rows and ${manifest.files?.count ?? 0} files into the ${opened.description}.\n`,
        )
    } finally {
      await opened.close()
    }
  })

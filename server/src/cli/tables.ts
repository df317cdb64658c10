import { Command } from 'commander'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { withServices } from './with-services.ts'

const path = fileURLToPath(new URL('../db/tables.ts', import.meta.url))

/** `changeover tables`: for developers, after a migration; writes the types of the schema. */
export const tablesCommand = new Command('tables')
  .description('Writes server/src/db/tables.ts from the migrated schema.')
  .option('--check', 'only say whether it is fresh; exit with 1 when it is not')
  .action((options: { check?: boolean }) =>
    withServices(async ({ db }) => {
      const { generateTables } = await import('../db/generate-tables.ts')
      const fresh = await generateTables(db)
      if (!options.check) await writeFile(path, fresh)
      else if ((await readFile(path, 'utf8')) !== fresh) {
        process.stderr.write('server/src/db/tables.ts is stale: run `changeover tables`.\n')
        process.exitCode = 1
      }
    }),
  )

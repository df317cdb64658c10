import { Command } from 'commander'
import { pendingMigrations } from '../db/migrate.ts'
import { printJson, withServices } from './with-services.ts'

/** `changeover migrate`: brings the schema up to date, as every start of the server does. */
export const migrateCommand = new Command('migrate')
  .description('Brings the schema of the database up to date.')
  .option('--json', 'print one JSON object and nothing else')
  .action((options: { json?: boolean }) =>
    withServices(async ({ db }) => {
      const pending = await pendingMigrations(db)
      if (options.json) printJson({ pending })
      else process.stdout.write('The schema is up to date.\n')
    }),
  )

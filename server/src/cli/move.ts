import { Command } from 'commander'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuditKey, sealEvents, trustedKeys } from '../audit/index.ts'
import { compare, emptyDatabase, makeBackup, restoreBackup } from '../backup/index.ts'
import { readConfig } from '../config.ts'
import { createDatabase, createPool } from '../db/database.ts'
import { copyJobs } from '../jobs/index.ts'
import { openDatabase } from '../db/open.ts'
import { expectNoServer } from './expect-no-server.ts'

/** `changeover move --to URL`: takes an installation to another PostgreSQL, and back with `--to embedded`. */
export const moveCommand = new Command('move')
  .description(
    'Copies the installation to another PostgreSQL and compares both. Stop the server first.',
  )
  .requiredOption('--to <url>', 'a PostgreSQL URL, or `embedded` for the one in CHANGEOVER_DIR')
  .option('--replace', 'remove what is in the other database first')
  .action(async ({ to, replace }: { to: string; replace?: boolean }) => {
    const config = readConfig(process.env)
    const goal = readConfig({
      ...process.env,
      DATABASE_URL: to === 'embedded' ? undefined : to,
    })
    if (goal.databaseUrl === config.databaseUrl) throw new Error('That is where it is already.')
    const source = await openDatabase(config, () => undefined, 'tool')
    const target = await openDatabase(goal, () => undefined, 'tool')
    const folder = await mkdtemp(join(tmpdir(), 'changeover-move-'))
    const pool = createPool(source.connection, { max: 2 })
    try {
      await expectNoServer(source.connection)
      await expectNoServer(target.connection)
      const key = openAuditKey(config.directory)
      await sealEvents(createDatabase(pool), key)
      const file = join(folder, 'move.backup')
      await makeBackup(pool, file, key.publicPem)
      if (replace) await emptyDatabase(target.connection)
      const manifest = await restoreBackup(file, target.connection)
      await compare(target.connection, manifest, trustedKeys(config.directory))
      const jobs = await copyJobs(source.connection, target.connection)
      const rows = Object.values(manifest.counts).reduce((sum, count) => sum + count, 0)
      process.stdout.write(
        `${rows} rows are now in the ${target.description}, compared row by table and by the audit chain; ${jobs} waiting jobs went along.\n` +
          (to === 'embedded'
            ? 'Start the server without DATABASE_URL.\n'
            : 'Start the server with this DATABASE_URL.\n'),
      )
    } finally {
      await pool.end()
      await source.close()
      await target.close()
      await rm(folder, { recursive: true, force: true })
    }
  })

import { openEmbedded } from '@changeover/server/db/embedded/index'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Runs a command with `DATABASE_URL` set to a PostgreSQL of its own, so that whatever runs on the
 * embedded database is seen to run on one that somebody else started.
 */
const [command, ...args] = process.argv.slice(2)
if (!command) throw new Error('Usage: with-postgres COMMAND [ARG …]')
const directory = mkdtempSync(join(tmpdir(), 'changeover-postgres-'))
const postgres = await openEmbedded({ directory })
const { host, port, user, database } = postgres.connection
const url = `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, DATABASE_URL: url } })
child.on('exit', async (code) => {
  await postgres.stop()
  rmSync(directory, { recursive: true, force: true })
  process.exit(code ?? 1)
})

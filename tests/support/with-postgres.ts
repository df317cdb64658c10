import { openEmbedded } from '@changeover/server/db/embedded/index'
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { makeOwnDirectory } from './own-directory.ts'

/**
 * Runs a command with `DATABASE_URL` set to a PostgreSQL of its own, so that whatever runs on the
 * embedded database is seen to run on one that somebody else started.
 */
const [command, ...args] = process.argv.slice(2)
if (!command) throw new Error('Usage: with-postgres COMMAND [ARG …]')
const directory = makeOwnDirectory('postgres')
const postgres = await openEmbedded({ directory })
const { host, port, user, database } = postgres.connection
const url = `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, DATABASE_URL: url } })
child.on('exit', async (code) => {
  await postgres.stop()
  rmSync(directory, { recursive: true, force: true })
  process.exit(code ?? 1)
})

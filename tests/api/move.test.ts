import { createPool, type Connection } from '@changeover/server/db/database'
import { openEmbedded, type EmbeddedPostgres } from '@changeover/server/db/embedded/index'
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeOwnDirectory } from '../support/own-directory.ts'

/** `changeover move`, as an administrator runs it: from the embedded database to a server, and back. */
const cli = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url))
const run = promisify(execFile)

let home: string
let elsewhere: string
let target: EmbeddedPostgres
let targetUrl: string
beforeAll(async () => {
  home = makeOwnDirectory('move')
  elsewhere = makeOwnDirectory('target')
  target = await openEmbedded({ directory: elsewhere })
  targetUrl = urlOf(target.connection)
})
afterAll(async () => {
  await target.stop()
  rmSync(home, { recursive: true, force: true })
  rmSync(elsewhere, { recursive: true, force: true })
})

function urlOf(connection: Connection): string {
  if ('connectionString' in connection) return connection.connectionString
  const { host, port, user, database } = connection
  return `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
}

/** Runs the command line; `databaseUrl` is what the environment says. */
async function changeover(
  args: string[],
  databaseUrl = '',
): Promise<{ said: string; failed: boolean }> {
  const environment = { ...process.env, CHANGEOVER_DIR: home, DATABASE_URL: databaseUrl }
  const env = { ...environment, CHANGEOVER_PASSWORD: 'a sentence to remember' }
  return run(process.execPath, [cli, ...args], { env }).then(
    ({ stdout }) => ({ said: stdout, failed: false }),
    (error: { stderr: string; stdout: string }) => ({
      said: error.stdout + error.stderr,
      failed: true,
    }),
  )
}

const addPerson = (name: string, databaseUrl?: string) =>
  changeover(
    ['user', 'add', `${name}@example.org`, '--name', name, '--role', 'executive'],
    databaseUrl,
  )

const openHome = () => openEmbedded({ directory: home, as: 'tool' })

/** A job as a photo leaves one, for tomorrow. */
const waiting = { task: 'thumbnail', payload: { sha256: 'ab'.repeat(32) }, key: 'photo ab' }

async function queueJob(): Promise<void> {
  const opened = await openHome()
  const pool = createPool(opened.connection, { max: 1 })
  await pool.query(
    `select graphile_worker.add_job($1, $2::json, job_key => $3, run_at => now() + interval '1 day')`,
    [waiting.task, JSON.stringify(waiting.payload), waiting.key],
  )
  await pool.end()
  await opened.stop()
}

async function queuedJobs(connection: Connection) {
  const pool = createPool(connection, { max: 1 })
  const { rows } = await pool.query(
    `select t.identifier as task, j.payload, j.key from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id
     where j.run_at > now() + interval '20 hours'`,
  )
  await pool.end()
  return rows
}

describe('changeover move', () => {
  it('takes an installation to a PostgreSQL server and shows that all of it arrived', async () => {
    await addPerson('Ada')
    await queueJob()
    const { said, failed } = await changeover(['move', '--to', targetUrl])
    expect(said).toMatch(/\d+ rows are now in the PostgreSQL at .*compared/)
    expect(failed).toBe(false)
    expect(said).toContain('1 waiting jobs went along')
    expect(await queuedJobs(target.connection)).toEqual([waiting])
    const verdict = await changeover(['audit', 'verify'], targetUrl)
    expect(verdict.said).toMatch(/^Intact/)
  }, 180_000)

  it('refuses a database in which something lies, unless told to replace it', async () => {
    const { said, failed } = await changeover(['move', '--to', targetUrl])
    expect(failed).toBe(true)
    expect(said).toContain('not empty')
  }, 180_000)

  it('refuses while a server uses either of them', async () => {
    const pool = createPool(target.connection, { max: 1 })
    await pool.query('select 1')
    const { said, failed } = await changeover(['move', '--to', targetUrl, '--replace'])
    await pool.end()
    expect(failed).toBe(true)
    expect(said).toContain('Stop it first')
  }, 180_000)

  it('brings it back with what was done meanwhile, and the record goes on', async () => {
    await addPerson('Grace', targetUrl)
    const { said, failed } = await changeover(['move', '--to', 'embedded', '--replace'], targetUrl)
    expect(said).toContain('Start the server without DATABASE_URL')
    const home = await openHome()
    expect(await queuedJobs(home.connection)).toEqual([waiting])
    await home.stop()
    expect(failed).toBe(false)
    const third = await addPerson('Linus')
    expect(third.said).toContain('Linus@example.org can sign in')
    const verdict = await changeover(['audit', 'verify'])
    expect(verdict.said).toMatch(/^Intact: 2 events in 2 seals; 1 not sealed yet/)
  }, 180_000)
})

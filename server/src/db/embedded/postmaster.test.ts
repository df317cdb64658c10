import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { chooseAccount } from './account.ts'
import { openEmbedded } from './index.ts'
import { isAlive, livePostmaster, readPostmaster } from './postmaster.ts'
import { afterTest, dataOf, directoryWithDatabase, kill, postmasterPid, query } from './testing.ts'

/** A directory whose PostgreSQL was killed, with the `postmaster.pid` it left. */
async function killedDirectory(): Promise<string> {
  const directory = await directoryWithDatabase()
  const embedded = await openEmbedded({ directory })
  await query(embedded.connection, 'create table kept as select 7 as value')
  await kill(postmasterPid(directory), 'SIGKILL')
  await embedded.stop()
  return directory
}

/** Writes another process id into what the dead postmaster left: the file and the socket's lock. */
function nameInstead(directory: string, pid: number): void {
  const data = dataOf(directory)
  const socket = join(readPostmaster(data)?.socket ?? '', '.s.PGSQL.5432.lock')
  for (const file of [join(data, 'postmaster.pid'), socket]) {
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(pid)))
  }
}

/** Runs a shell command as the account of PostgreSQL. @returns its first word, a process id. */
async function pidFromShell(command: string): Promise<number> {
  const child = spawn('sh', ['-c', command], {
    ...chooseAccount(),
    cwd: '/',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  afterTest(() => void child.kill('SIGKILL'))
  const [chunk] = await once(child.stdout, 'data')
  return Number(chunk)
}

async function expectFreshStart(directory: string): Promise<void> {
  const embedded = await openEmbedded({ directory })
  expect(embedded.adopted).toBe(false)
  expect(await query(embedded.connection, 'select value from kept')).toEqual([{ value: 7 }])
  await embedded.stop()
}

test('a postmaster.pid of a dead process does not stand in the way', async () => {
  const directory = await killedDirectory()
  expect(existsSync(join(dataOf(directory), 'postmaster.pid'))).toBe(true)
  expect(livePostmaster(dataOf(directory))).toBeNull()
  await expectFreshStart(directory)
})

test.skipIf(process.platform === 'win32')('a zombie is dead, though it answers', async () => {
  const directory = await killedDirectory()
  // By the time its child ends the shell has become a sleep, which never asks for it.
  const zombie = await pidFromShell('sleep 0.3 & echo $!; exec sleep 60')
  while (isAlive(zombie)) await sleep(10)
  expect(() => process.kill(zombie, 0)).not.toThrow()
  nameInstead(directory, zombie)
  await expectFreshStart(directory)
})

test.skipIf(process.platform === 'win32')(
  'a process that got the id later is left alone',
  async () => {
    const directory = await killedDirectory()
    const stranger = await pidFromShell('echo $$; exec sleep 60')
    nameInstead(directory, stranger)
    expect(isAlive(stranger)).toBe(true)
    await expectFreshStart(directory)
    expect(isAlive(stranger)).toBe(true)
  },
)

test('the PostgreSQL of another directory is not taken for ours', async () => {
  const directory = await killedDirectory()
  const other = await directoryWithDatabase()
  const neighbour = await openEmbedded({ directory: other })
  nameInstead(directory, postmasterPid(other))
  await expectFreshStart(directory)
  expect(await neighbour.state()).toBe('running')
  await neighbour.stop()
})

test('the socket of another PostgreSQL is not removed with a stale postmaster.pid', async () => {
  const directory = await killedDirectory()
  const neighbour = await openEmbedded({ directory: await directoryWithDatabase() })
  const file = join(dataOf(directory), 'postmaster.pid')
  const lines = readFileSync(file, 'utf8').split('\n')
  lines[4] = neighbour.connection.host
  writeFileSync(file, lines.join('\n'))
  await expectFreshStart(directory)
  expect(await query(neighbour.connection, 'select 1 as one')).toEqual([{ one: 1 }])
  await neighbour.stop()
})

test.skipIf(process.platform === 'win32')(
  'a child that outlives its killed postmaster is waited for: two never share the data',
  async () => {
    const directory = await directoryWithDatabase()
    const embedded = await openEmbedded({ directory })
    const client = new pg.Client(embedded.connection)
    client.on('error', () => {})
    await client.connect()
    const { rows } = await client.query('select pg_backend_pid() as pid')
    const orphan = Number(rows[0].pid)
    process.kill(orphan, 'SIGSTOP')
    await kill(postmasterPid(directory), 'SIGKILL')
    await embedded.stop()

    let isOpen = false
    const opening = openEmbedded({ directory }).then((again) => {
      isOpen = true
      return again
    })
    await sleep(1_000)
    expect(isOpen).toBe(false)
    process.kill(orphan, 'SIGCONT')
    const again = await opening
    expect(isAlive(orphan)).toBe(false)
    await again.stop()
    await client.end()
  },
)

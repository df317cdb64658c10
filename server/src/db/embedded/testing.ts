/** For the tests beside this: real directories, and other processes that open a database in them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statfsSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, vi } from 'vitest'
import type { Connection } from './connection.ts'
import { openEmbedded } from './index.ts'
import { isAlive, livePostmaster, readPostmaster } from './postmaster.ts'

// Real processes and disks, on machines that may be busy.
vi.setConfig({ testTimeout: 15_000, hookTimeout: 15_000 })

/** Memory where there is enough: what is tested here is not the speed of a disk. */
function testRoot(): string {
  const shared = '/dev/shm'
  if (!existsSync(shared)) return realpathSync(tmpdir())
  const { bsize, bavail } = statfsSync(shared)
  return bsize * bavail > 2 ** 30 ? shared : realpathSync(tmpdir())
}

const cleanups: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

/** Runs `work` after the test, whether it passed or not. */
export function afterTest(work: () => Promise<void> | void): void {
  cleanups.push(work)
}

/** A fresh directory that every account may pass through; gone after the test, with its PostgreSQL. */
export function freshDirectory(mode = 0o711): string {
  const directory = mkdtempSync(join(testRoot(), 'embedded-test-'))
  chmodSync(directory, mode)
  afterTest(async () => {
    const postmaster = livePostmaster(dataOf(directory))
    if (postmaster) await kill(postmaster.pid, 'SIGQUIT')
    rmSync(directory, { recursive: true, force: true })
  })
  return directory
}

let template: Promise<string> | undefined

afterAll(async () => {
  if (template) rmSync(join(await template, '../..'), { recursive: true, force: true })
})

/** A fresh directory that holds a new, stopped database; quicker than setting one up each time. */
export async function directoryWithDatabase(): Promise<string> {
  template ??= makeTemplate()
  const directory = freshDirectory()
  const base = join(directory, 'postgres')
  mkdirSync(base, { mode: 0o711 })
  cpSync(await template, join(base, 'data'), { recursive: true, preserveTimestamps: true })
  chmodSync(join(base, 'data'), 0o700)
  return directory
}

async function makeTemplate(): Promise<string> {
  const directory = mkdtempSync(join(testRoot(), 'embedded-test-'))
  chmodSync(directory, 0o711)
  await (await openEmbedded({ directory })).stop()
  return dataOf(directory)
}

/** The data directory of the database in `directory`. */
export function dataOf(directory: string): string {
  return join(directory, 'postgres', 'data')
}

/** The process that `postmaster.pid` names there. */
export function postmasterPid(directory: string): number {
  return readPostmaster(dataOf(directory))?.pid ?? 0
}

/** Sends a signal and waits until the process is gone, or is a zombie. */
export async function kill(pid: number, signal: NodeJS.Signals): Promise<void> {
  process.kill(pid, signal)
  while (isAlive(pid)) await sleep(10)
}

/** What another process said when it tried to open the database: it is open, or why not. */
export interface Answer {
  connection: Connection
  adopted: boolean
  code?: string
  message?: string
}

export interface OtherProcess {
  pid: number
  answer: Answer
  /** Lets it leave the database and end. */
  leave(): Promise<void>
  /** Ends it as kill -9 does. */
  kill(): Promise<void>
}

interface OtherOptions {
  as?: 'server' | 'tool'
  /** Runs it as this account; needs root. */
  uid?: number
  /** Put before the command line, such as `unshare -m`. */
  wrapper?: string[]
}

/** Starts another process that opens the database of `directory` (see owner-process.ts). */
export async function openElsewhere(
  directory: string,
  { as = 'server', uid, wrapper = [] }: OtherOptions = {},
): Promise<OtherProcess> {
  const script = join(import.meta.dirname, 'owner-process.ts')
  const [program, ...rest] = [...wrapper, process.execPath, script, directory, as]
  const child = spawn(program, rest, {
    uid,
    gid: uid,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} cannot be started`)
  const ended = once(child, 'close')
  const end = async () => {
    child.kill('SIGKILL')
    await ended
  }
  afterTest(end)
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended])
  if (typeof line !== 'string') throw new Error(`${program} ended without a word`)
  const leave = async () => {
    child.stdin.end()
    await ended
  }
  return { pid, answer: JSON.parse(line), leave, kill: end }
}

/** Starts another process that opens the database of `directory`, and kills it while it does. */
export async function killedAfter(milliseconds: number, directory: string): Promise<void> {
  const script = join(import.meta.dirname, 'owner-process.ts')
  const child = spawn(process.execPath, [script, directory, 'server'], { cwd: '/' })
  const ended = once(child, 'close')
  await sleep(milliseconds)
  child.kill('SIGKILL')
  await ended
}

/** Runs one statement on its own connection. @returns its rows. */
export async function query(connection: Connection, sql: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

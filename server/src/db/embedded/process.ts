/**
 * Starts and stops the programs of PostgreSQL. The server is started apart from this process
 * (own session, output to a file), so it outlives a killed Changeover and is adopted by the next.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { giveTo, type Place, syncDirectory } from './directory.ts'
import { EmbeddedError, remedyFor } from './errors.ts'
import { isAlive, livePostmaster, type Postmaster, readPostmaster } from './postmaster.ts'
import { removeSocketDirectory } from './socket.ts'
import { asArguments, type Settings } from './settings.ts'

const isWindows = process.platform === 'win32'
const LOG_BYTES_KEPT = 5_000_000
const STOP_MS = 60_000
/** One call instead of one per file: half the time of a first start on a busy disk. */
const SYNC_METHOD = process.platform === 'linux' ? ['--sync-method=syncfs'] : []
const REPORT_MS = 5_000
/** Retries, because an initdb that lost its Changeover may for a moment still write there. */
const SWEEP = { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }
export const USER = 'changeover'

/** A fresh, small environment: a stray PGDATA or LC_ALL of the user must not reach PostgreSQL. */
function environment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMP'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' }
}

function spawnOptions(place: Place, account: Account) {
  // PostgreSQL asks for its working directory, which must be one that its account can see.
  const cwd = isWindows ? place.base : '/'
  return { cwd, env: environment(), windowsHide: true, ...account }
}

/** Runs a program to its end. @returns its exit code and everything it wrote. */
async function run(program: string, args: string[], place: Place, account: Account) {
  const child = spawn(program, args, {
    ...spawnOptions(place, account),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const collect = (chunk: Buffer) => (text += chunk.toString())
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const [code] = await once(child, 'close').catch((error: Error) => [error.message])
  return { code, text }
}

/**
 * Makes a new cluster in `place.data`. It is made beside and renamed when it is whole and synced to
 * disk, so a kill in between leaves no half cluster. The locale is PostgreSQL's own C.UTF-8: the
 * same order on every system, for ever; people's order is asked for by collation where it matters.
 * @throws EmbeddedError START_FAILED with what initdb said.
 */
export async function createCluster(place: Place, binaries: Binaries, account: Account) {
  for (const name of readdirSync(place.base)) {
    if (name.startsWith('new-')) rmSync(join(place.base, name), SWEEP)
  }
  const draft = join(place.base, `new-${process.pid}`)
  mkdirSync(draft, { mode: 0o700 })
  giveTo(account, draft)
  const password = isWindows ? ['--auth=scram-sha-256', `--pwfile=${passwordFile(place)}`] : []
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const { code, text } = await run(
    binaries.initdb,
    [`--pgdata=${draft}`, `--username=${USER}`, '--encoding=UTF8', '--no-instructions']
      .concat(locale, SYNC_METHOD)
      .concat(isWindows ? password : ['--auth-local=trust', '--auth-host=reject']),
    place,
    account,
  )
  if (code !== 0) {
    rmSync(draft, SWEEP)
    throw startFailed('create the database', `${code}\n${text}`, place)
  }
  if (existsSync(place.data)) rmSync(place.data, { recursive: true })
  renameSync(draft, place.data)
  syncDirectory(place.base)
}

/** On Windows the socket is a port of this machine, which any account can reach: so a password. */
export function passwordFile(place: Place): string {
  const file = join(place.base, 'password')
  if (!existsSync(file)) writeFileSync(file, crypto.randomUUID(), { mode: 0o600 })
  return file
}

/**
 * Starts PostgreSQL and waits until it accepts connections, through recovery if need be.
 * @throws EmbeddedError START_FAILED with the end of its log.
 */
export async function startServer(
  place: Place,
  binaries: Binaries,
  account: Account,
  settings: Settings,
  log: (line: string) => void,
): Promise<Postmaster> {
  rotate(place.log)
  const output = openSync(place.log, 'a', 0o600)
  const logStart = statSync(place.log).size
  const child = isWindows
    ? // pg_ctl gives up administrator rights, which PostgreSQL refuses to run with.
      spawn(
        binaries.pgCtl,
        ['start', '--wait', '-D', place.data, '-o', asArguments(settings).join(' ')],
        { ...spawnOptions(place, account), stdio: ['ignore', output, output], detached: true },
      )
    : spawn(binaries.postgres, ['-D', place.data, ...asArguments(settings)], {
        ...spawnOptions(place, account),
        stdio: ['ignore', output, output],
        detached: true,
      })
  closeSync(output)
  let ended = ''
  child.once('error', (error) => (ended = error.message))
  child.once('exit', (code, signal) => {
    // On Windows it was only pg_ctl that ended, and well.
    if (!isWindows || code !== 0) ended = `PostgreSQL ended with ${signal ?? code}`
  })
  child.unref()
  for (let reportAt = Date.now() + REPORT_MS; ; await sleep(10)) {
    const now = readPostmaster(place.data)
    if (now?.status === 'ready' && (isWindows || now.pid === child.pid)) return now
    if (ended) {
      const tail = readFileSync(place.log).subarray(logStart).toString()
      throw startFailed('start PostgreSQL', `${ended}\n${tail}`, place)
    }
    if (Date.now() < reportAt) continue
    log('PostgreSQL is still starting; after a power cut it first replays its log.')
    reportAt += REPORT_MS
  }
}

function rotate(log: string): void {
  if (existsSync(log) && statSync(log).size > LOG_BYTES_KEPT) renameSync(log, `${log}.old`)
}

function startFailed(task: string, text: string, place: Place): EmbeddedError {
  const tail = text.trim().split('\n').slice(-12).join('\n')
  const remedy = remedyFor(text, `The whole log is ${place.log}.`)
  return new EmbeddedError(
    'START_FAILED',
    `Could not ${task} in ${place.base}. ${remedy}\nPostgreSQL said: ${tail}`,
  )
}

/**
 * Stops PostgreSQL: open transactions are rolled back, everything committed is on disk. After a
 * minute it is told to end at once, which is as safe and only makes the next start recover.
 */
export async function stopServer(place: Place, binaries: Binaries, account: Account) {
  const { data } = place
  const postmaster = livePostmaster(data)
  if (postmaster === null) return
  if (isWindows) {
    await run(binaries.pgCtl, ['stop', '-D', data, '--mode=fast', '--wait'], place, account)
    return
  }
  process.kill(postmaster.pid, 'SIGINT')
  if (!(await hasEnded(postmaster.pid, STOP_MS))) {
    process.kill(postmaster.pid, 'SIGQUIT')
    await hasEnded(postmaster.pid, STOP_MS)
  }
  removeSocketDirectory(postmaster.socket)
}

/** Waits until a process has ended. */
async function hasEnded(pid: number, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end; await sleep(10)) {
    if (!isAlive(pid)) return true
  }
  return !isAlive(pid)
}

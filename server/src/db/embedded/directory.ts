/**
 * Where the embedded database lies: `<CHANGEOVER_DIR>/postgres`, with
 *
 *     data/          the data directory of PostgreSQL
 *     socket/        its unix socket, where the path is short enough for one
 *     owners/        who uses it (owners.ts)
 *     start.lock     held while somebody starts or stops it
 *     postgres.log   what PostgreSQL has to say
 *
 * Under root, when PostgreSQL's account cannot pass through CHANGEOVER_DIR (a home with mode 0700),
 * `postgres` is a link to a fresh directory below /var/lib/changeover. Only what was made here is
 * ever given to another account.
 */
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Account, canEnter, isRoot } from './account.ts'
import { EmbeddedError, failedTo } from './errors.ts'

export interface Place {
  base: string
  data: string
  owners: string
  startLock: string
  log: string
}

/** Room in a socket address less the terminating NUL: 103 on macOS, 107 on Linux. */
const SOCKET_PATH_BYTES = 103
const SOCKET_NAME = '/.s.PGSQL.5432'
/** Begins the name of a directory made for one start, where the usual path is too long. */
export const SOCKET_DIRECTORY_PREFIX = 'changeover-'
const ELSEWHERE = '/var/lib/changeover'

/**
 * The place of the database below `directory`, made if it is new.
 * @throws EmbeddedError NOT_OURS, or START_FAILED with the reason why it cannot be made.
 */
export function openPlace(directory: string, account: Account, elsewhere = ELSEWHERE): Place {
  try {
    makeDirectory(directory)
    const link = join(realpathSync(directory), 'postgres')
    if (!isPresent(link)) makeBase(link, account, elsewhere)
    const base = realBase(link)
    const owners = join(base, 'owners')
    assertOurs(base)
    makeDirectory(owners)
    return {
      base,
      data: join(base, 'data'),
      owners,
      startLock: join(base, 'start.lock'),
      log: join(base, 'postgres.log'),
    }
  } catch (error) {
    throw failedTo(`open the database directory ${directory}`, error)
  }
}

/** Private to us; as root, others may pass through it (and PostgreSQL's account must) but not list it. */
function makeDirectory(path: string): void {
  if (mkdirSync(path, { recursive: true })) chmodSync(path, isRoot() ? 0o711 : 0o700)
}

/** Whether anything has this name, even a link to nothing. */
function isPresent(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function makeBase(link: string, account: Account, elsewhere: string): void {
  if (canEnter(join(link, '..'), account)) return makeDirectory(link)
  makeDirectory(elsewhere)
  const base = mkdtempSync(join(elsewhere, 'postgres-'))
  chmodSync(base, 0o711)
  if (canEnter(base, account)) {
    return linkTo(base, link)
  }
  rmSync(base, { recursive: true })
  throw new EmbeddedError(
    'START_FAILED',
    `PostgreSQL does not run as root, and its account can enter neither ${link} nor ${elsewhere}. ` +
      'Set CHANGEOVER_DIR to a directory that every account may pass through, such as /srv/changeover.',
  )
}

function linkTo(base: string, link: string): void {
  try {
    symlinkSync(base, link)
  } catch (error) {
    rmSync(base, { recursive: true })
    // Another process of ours made the link a moment before: its directory is the one.
    if (!isPresent(link)) throw error
  }
}

/** Follows the link. One that leads nowhere is a missing disk, not a reason to start empty. */
function realBase(link: string): string {
  try {
    return realpathSync(link)
  } catch (cause) {
    const message =
      `The database files that ${link} points to are not there. Mount the disk they are on, ` +
      'or put them back from a backup; only if they may be lost, delete the link to start empty.'
    throw new EmbeddedError('START_FAILED', message, { cause })
  }
}

function assertOurs(base: string): void {
  const us = process.geteuid?.()
  const { uid } = statSync(base)
  if (us === undefined || us === uid) return
  throw new EmbeddedError(
    'NOT_OURS',
    `The database in ${base} belongs to the account with number ${uid}, this process runs as ${us}. ` +
      'Run Changeover as the account that made it, or point CHANGEOVER_DIR elsewhere.',
  )
}

/**
 * What is in the data directory: nothing yet, or a cluster that this version can run.
 * @throws EmbeddedError OTHER_MAJOR, or NOT_OURS if it holds something else.
 */
export function inspectData(data: string, major: string): 'empty' | 'ready' {
  if (!existsSync(data) || readdirSync(data).length === 0) return 'empty'
  const versionFile = join(data, 'PG_VERSION')
  if (!existsSync(versionFile)) {
    throw new EmbeddedError(
      'NOT_OURS',
      `${data} is not empty and holds no PostgreSQL database. ` +
        'Move away what is there, or point CHANGEOVER_DIR elsewhere.',
    )
  }
  const found = readFileSync(versionFile, 'utf8').trim()
  if (found === major) return 'ready'
  throw new EmbeddedError(
    'OTHER_MAJOR',
    `The database in ${data} was made by PostgreSQL ${found}, this Changeover brings PostgreSQL ${major}. ` +
      `Nothing was changed. Dump it with PostgreSQL ${found} (pg_dump), move ${data} away, start Changeover, ` +
      'and restore the dump; or run the Changeover version that made it.',
  )
}

/** The account that has the data already, so that a change of /etc/passwd does not lock us out. */
export function accountOf(data: string, chosen: Account): Account {
  if (chosen === null || !existsSync(data)) return chosen
  const { uid, gid } = statSync(data)
  return uid === 0 ? chosen : { uid, gid }
}

/** Gives data that belongs to root, such as a backup that was put back, to PostgreSQL's account. */
export function adoptFiles(data: string, account: Account): void {
  if (account === null || statSync(data).uid === account.uid) return
  giveTo(account, data)
  chmodSync(data, 0o700)
}

/** Gives a tree that lies inside our place to PostgreSQL's account. */
export function giveTo(account: Account, path: string): void {
  if (account === null) return
  lchownSync(path, account.uid, account.gid)
  if (!lstatSync(path).isDirectory()) return
  for (const name of readdirSync(path)) giveTo(account, join(path, name))
}

/**
 * A private directory for the socket: only PostgreSQL's account (and root) may enter it, and that
 * is what protects the database, which asks for no password there.
 */
export function socketDirectory(base: string, account: Account): string {
  const usual = join(base, 'socket')
  if (Buffer.byteLength(usual + SOCKET_NAME) <= SOCKET_PATH_BYTES) {
    mkdirSync(usual, { recursive: true })
    return makePrivate(usual, account)
  }
  const longest = tmpdir() + `/${SOCKET_DIRECTORY_PREFIX}XXXXXX` + SOCKET_NAME
  const parent = Buffer.byteLength(longest) <= SOCKET_PATH_BYTES ? tmpdir() : '/tmp'
  return makePrivate(mkdtempSync(join(parent, SOCKET_DIRECTORY_PREFIX)), account)
}

function makePrivate(path: string, account: Account): string {
  chmodSync(path, 0o700)
  if (account !== null) chownSync(path, account.uid, account.gid)
  return path
}

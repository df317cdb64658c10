/**
 * Is PostgreSQL running on a data directory? Its `postmaster.pid` says which process it was; this
 * module says whether that process still is, and clears the file where PostgreSQL itself would be
 * misled: by a zombie, which answers signals, and by a process that got the same id later.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { removeSocketDirectory } from './socket.ts'

/** What `postmaster.pid` says. `status` is 'starting', 'ready', 'stopping' or, very early, ''. */
export interface Postmaster {
  pid: number
  port: number
  /** Directory of the unix socket; '' where there is none. */
  socket: string
  /** Address of TCP connections; '' where there is none. */
  address: string
  status: string
}

/** The process that `postmaster.pid` names, be it alive or not; null if there is no such file. */
export function readPostmaster(data: string): Postmaster | null {
  let text: string
  try {
    text = readFileSync(join(data, 'postmaster.pid'), 'utf8')
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
  const lines = text.split('\n').map((line) => line.trim())
  return {
    pid: Number(lines[0]),
    port: Number(lines[3]),
    socket: lines[4] ?? '',
    address: lines[5] ?? '',
    status: lines[7] ?? '',
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** The live postmaster of `data`, or null. */
export function livePostmaster(data: string): Postmaster | null {
  const postmaster = readPostmaster(data)
  if (postmaster === null || !isAlive(postmaster.pid)) return null
  return isPostmasterOf(data, postmaster.pid) ? postmaster : null
}

/** Removes what a dead postmaster left, so that a new one believes that it is dead. */
export function clearStale(data: string): void {
  const pidFile = join(data, 'postmaster.pid')
  const stale = readPostmaster(data)
  if (stale === null) return
  const socket = join(stale.socket, `.s.PGSQL.${stale.port}`)
  const lock = `${socket}.lock`
  // Both files open with the process, data directory and start time: the same words, the same server.
  if (stale.socket && existsSync(lock) && firstLines(lock) === firstLines(pidFile)) {
    rmSync(socket, { force: true })
    rmSync(lock)
    removeSocketDirectory(stale.socket)
  }
  rmSync(pidFile, { force: true })
}

function firstLines(path: string): string {
  return readFileSync(path, 'utf8').split('\n').slice(0, 3).join('\n')
}

/** Whether a process runs. A zombie does not: it only waits for a parent that may never ask for it. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: somebody is there, under another account.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  return !isZombie(pid)
}

function isZombie(pid: number): boolean {
  if (process.platform === 'win32') return false
  if (process.platform !== 'linux') return output('ps', ['-o', 'stat=', '-p', `${pid}`])[0] === 'Z'
  const stat = processStat(pid)
  return stat === null || /[ZX]/.test(stat.state)
}

/** Name and state of a Linux process; the name is in parentheses and may itself contain some. */
function processStat(pid: number): { name: string; state: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = text.lastIndexOf(')')
    return { name: text.slice(text.indexOf('(') + 1, end), state: text[end + 2] ?? '' }
  } catch {
    return null
  }
}

/** A postmaster works in its data directory, which tells it from whoever got its id later. */
function isPostmasterOf(data: string, pid: number): boolean {
  if (process.platform === 'win32') {
    return output('tasklist', ['/FI', `PID eq ${pid}`, '/NH']).includes('postgres.exe')
  }
  if (process.platform !== 'linux') {
    return output('ps', ['-o', 'command=', '-p', `${pid}`]).includes(data)
  }
  if (processStat(pid)?.name !== 'postgres') return false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data
  } catch {
    // Root in a container may not ask that of another account's process, but may read its arguments.
    return isNamedIn(`/proc/${pid}/cmdline`, data)
  }
}

function isNamedIn(commandLine: string, data: string): boolean {
  try {
    return readFileSync(commandLine, 'utf8').split('\0').includes(data)
  } catch {
    return false
  }
}

function output(program: string, args: string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}

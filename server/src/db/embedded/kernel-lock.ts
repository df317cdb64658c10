/**
 * A lock on a file that the operating system gives back when its holder ends, however it ends.
 *
 * A file that merely names a process id needs guesses after a kill -9: the id may be used again, or
 * mean another process in another container. A lock of the kernel needs none. Node has no call for
 * it, but its SQLite takes one on any file (fcntl on Unix, LockFileEx on Windows), so an empty file
 * serves; nothing is ever written to it.
 *
 * Never open a locked file by other means in the same process: on Unix, closing any descriptor of a
 * file drops every lock the process has on it.
 */
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

const SQLITE_BUSY = 5

/** Keeps held locks reachable: a garbage-collected connection would silently give its lock back. */
const held = new Set<DatabaseSync>()

export interface KernelLock {
  release(): void
}

/** Takes the lock on `path` (creating the file), or returns null while somebody else has it. */
export function tryKernelLock(path: string): KernelLock | null {
  const file = new DatabaseSync(path, { timeout: 0 })
  try {
    file.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return null
    throw error
  }
  held.add(file)
  return {
    release() {
      if (held.delete(file)) file.close()
    },
  }
}

/**
 * Runs `work` while no other process runs under the same lock. Waits as long as the holder lives;
 * `onWait` is called once if there is a wait.
 */
export async function underKernelLock<T>(
  path: string,
  work: () => Promise<T>,
  onWait: () => void = () => {},
): Promise<T> {
  let lock = tryKernelLock(path)
  if (lock === null) onWait()
  while (lock === null) {
    await sleep(20)
    lock = tryKernelLock(path)
  }
  try {
    return await work()
  } finally {
    lock.release()
  }
}

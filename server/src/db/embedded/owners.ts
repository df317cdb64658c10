/**
 * Which of our processes use one embedded database. Each holds a kernel lock on a file of its own
 * (`owners/server-4711-9f3c.lock`), so an owner that was killed vanishes by itself.
 *
 * Invariants: at most one live `server`; any number of `tool`s beside it; registering and leaving
 * happen under the directory's start lock. Changed by `openEmbedded` alone.
 */
import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedError } from './errors.ts'
import { type KernelLock, tryKernelLock } from './kernel-lock.ts'

/** A `server` wants the database for itself and its tools; a `tool` shares it with anyone. */
export type OwnerRole = 'server' | 'tool'

export interface Owner {
  /** Gives the place back; says whether no other process of ours is left. */
  leave(): { last: boolean }
}

interface LiveOwner {
  role: string
  pid: string
}

/** Lists the live owners in `folder`, and sweeps away the files of dead ones. */
function liveOwners(folder: string): LiveOwner[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.lock'))
    .filter((name) => {
      const lock = tryKernelLock(join(folder, name))
      if (lock === null) return true
      forget(folder, name, lock)
      return false
    })
    .map((name) => {
      const [role = '', pid = ''] = name.split('-')
      return { role, pid }
    })
}

/** Windows does not remove an open file, so the lock goes first; the start lock keeps others out. */
function forget(folder: string, name: string, lock: KernelLock): void {
  lock.release()
  rmSync(join(folder, name), { force: true })
}

/**
 * Registers this process as an owner of the database whose owner files lie in `folder`.
 * @throws EmbeddedError IN_USE for a second server.
 */
export function becomeOwner(folder: string, role: OwnerRole, directory: string): Owner {
  const server = liveOwners(folder).find((owner) => owner.role === 'server')
  if (role === 'server' && server) {
    throw new EmbeddedError(
      'IN_USE',
      `A Changeover server is already running on ${directory} (process ${server.pid}). ` +
        'Use that one or stop it first; for a second, separate installation set another CHANGEOVER_DIR. ' +
        'To run several servers on one database, give them a DATABASE_URL.',
    )
  }
  const name = `${role}-${process.pid}-${randomBytes(4).toString('hex')}.lock`
  const lock = tryKernelLock(join(folder, name))
  if (lock === null) throw new Error(`the new file ${name} is locked by somebody else`)
  return {
    leave() {
      forget(folder, name, lock)
      return { last: liveOwners(folder).length === 0 }
    },
  }
}

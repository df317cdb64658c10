/**
 * Whom PostgreSQL runs as, and where that account can go. PostgreSQL refuses to run as root, so a
 * root Changeover runs it as an unprivileged account; everybody else runs it as themselves.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { EmbeddedError } from './errors.ts'

/** The account to switch to; null where PostgreSQL runs as the account of this process. */
export type Account = { uid: number; gid: number } | null

/** `changeover` lets an administrator keep the files apart from other services that run as nobody. */
const CANDIDATES = ['changeover', 'nobody']

export function isRoot(): boolean {
  return process.geteuid?.() === 0
}

/** The unprivileged account of a root Changeover. It must have a name, or initdb refuses it. */
export function chooseAccount(): Account {
  if (!isRoot()) return null
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of CANDIDATES) {
    const entry = entries.find((fields) => fields[0] === name)
    const [uid, gid] = [Number(entry?.[2]), Number(entry?.[3])]
    if (uid > 0 && gid >= 0) return { uid, gid }
  }
  throw new EmbeddedError(
    'START_FAILED',
    'PostgreSQL does not run as root, and /etc/passwd has no account to run it as. ' +
      'Create one (useradd --system changeover), or run Changeover as an ordinary user.',
  )
}

/** Whether `account` may pass through every directory down to and including `path`. */
export function canEnter(path: string, account: Account): boolean {
  if (account === null) return true
  for (let at = realpathSync(path); ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at)
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (dirname(at) === at) return true
  }
}

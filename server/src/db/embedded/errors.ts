/** Why the embedded database cannot be used; the message says what happened and what to do. */
export type EmbeddedErrorCode =
  /** Another server already owns this directory. */
  | 'IN_USE'
  /** The database files were made by another major version of PostgreSQL. */
  | 'OTHER_MAJOR'
  /** The files, or the PostgreSQL that runs on them, belong to somebody else. */
  | 'NOT_OURS'
  /** PostgreSQL could not be set up, started or reached. */
  | 'START_FAILED'

export class EmbeddedError extends Error {
  readonly code: EmbeddedErrorCode

  constructor(code: EmbeddedErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbeddedError'
    this.code = code
  }
}

const DISK_FULL = 'Free some disk space, then start again.'
const READ_ONLY =
  'Point CHANGEOVER_DIR at a directory on a disk that can be written, then start again.'
const NO_RIGHT =
  'Give the account that runs Changeover the right to write there, or point CHANGEOVER_DIR elsewhere.'

/** What to do about a failure, told by what the system or PostgreSQL wrote about it. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/i, DISK_FULL],
  [/EROFS|Read-only file system|readonly database/i, READ_ONLY],
  [
    /EACCES|EPERM|Permission denied|Operation not permitted|unable to open database file/i,
    NO_RIGHT,
  ],
  [
    /error while loading shared libraries|ld-linux|required file not found|spawn \S+ ENOENT/i,
    'The PostgreSQL that comes with Changeover needs a system with glibc: use such a system, or set DATABASE_URL.',
  ],
  [
    /could not look up effective user ID/,
    'PostgreSQL needs an account with a name: run Changeover as one that is in /etc/passwd.',
  ],
  [
    /could not (?:create|resize|map).*shared memory|Cannot allocate memory/i,
    'Give the machine or container more memory, then start again.',
  ],
]

/** What to do about a failure that was described as `reason`; `otherwise` if nothing is known. */
export function remedyFor(reason: string, otherwise: string): string {
  return REMEDIES.find(([pattern]) => pattern.test(reason))?.[1] ?? otherwise
}

/** A failed file operation as START_FAILED, with the system's reason and what to do about it. */
export function failedTo(task: string, error: unknown): EmbeddedError {
  if (error instanceof EmbeddedError) return error
  const reason = error instanceof Error ? error.message : String(error)
  const remedy = remedyFor(reason, 'Mend what the reason names, then start again.')
  return new EmbeddedError('START_FAILED', `Could not ${task}: ${reason}. ${remedy}`, {
    cause: error,
  })
}

/**
 * The embedded PostgreSQL: a real PostgreSQL 18 that Changeover sets up, starts, adopts and stops,
 * so that one machine needs no database server of its own.
 *
 *     const embedded = await openEmbedded({ directory: config.directory })
 *     const pool = new pg.Pool(embedded.connection)
 *     …
 *     await pool.end()
 *     await embedded.stop()
 *
 * What it promises:
 * - One directory, one server. A second one gets IN_USE. Tools such as `changeover import` share the
 *   running database (`as: 'tool'`), or start it if nobody has; the last one to leave stops it.
 * - A Changeover that is killed leaves PostgreSQL running; the next one adopts it, with nothing lost.
 * - No open port: a unix socket in a private directory (on Windows a port of 127.0.0.1 and a password).
 * - Under root it runs as the account `changeover` if there is one, else `nobody`.
 * - Sized to the machine; durability is never touched.
 *
 * What it leaves to the caller: `pool.on('error')`, and calling `stop()` on SIGTERM and SIGINT after
 * the pool has ended. When `state()` says dead, `revive()` starts it again (`db/supervise.ts` does).
 *
 * A backup of a stopped database is a copy of `<directory>/postgres/` (follow it if it is a link).
 *
 * Parts: directory and socket (where) · account (as whom) · binaries (with which programs) · owners and
 * kernel-lock (who uses it) · postmaster (does it run) · process (start, stop) · settings ·
 * connection.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { chooseAccount, type Account } from './account.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { type Connection, connectionTo, listeningAgain, listeningSettings } from './connection.ts'
import { accountOf, adoptFiles, inspectData, openPlace, type Place } from './directory.ts'
import { EmbeddedError, failedTo } from './errors.ts'
import { underKernelLock } from './kernel-lock.ts'
import { becomeOwner, type Owner, type OwnerRole } from './owners.ts'
import { livePostmaster, type Postmaster } from './postmaster.ts'
import { createCluster, stopServer } from './process.ts'
import { type Started, startOrAdopt } from './start.ts'

export type { Connection } from './connection.ts'
export { EmbeddedError, type EmbeddedErrorCode } from './errors.ts'

/** How long a server that is just ending, or was just killed, is waited for. */
const GRACE_MS = 1_000

export interface EmbeddedOptions {
  /** CHANGEOVER_DIR; made if it is not there. */
  directory: string
  /** Made if it is not there. Default 'changeover'. */
  database?: string
  /** `server` (the default) is alone among servers; `tool` shares the database with anyone. */
  as?: OwnerRole
  /** Receives a line where the start does something unusual: waits, adopts, recovers. */
  log?: (line: string) => void
}

export interface EmbeddedPostgres {
  /** For `pg.Pool`. */
  connection: Connection
  /** Whether PostgreSQL was running already. */
  adopted: boolean
  /** Leaves the database, and stops it if no other process of ours uses it. May be called twice. */
  stop(): Promise<void>
  state(): Promise<'running' | 'dead'>
  /**
   * Starts PostgreSQL again, at the same address, where it has ended by itself; it then recovers what was
   * committed. @throws EmbeddedError when it cannot start, such as while the disk is still full.
   */
  revive(): Promise<void>
}

/**
 * Starts or adopts the embedded PostgreSQL of `directory`.
 * @throws EmbeddedError see `EmbeddedErrorCode`; nothing is left running or locked then that was not.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const chosen = chooseAccount()
  const place = openPlace(options.directory, chosen)
  const account = accountOf(place.data, chosen)
  const onWait = () => options.log?.('Waiting for another process that starts or stops it.')
  const open = () => alone(place, onWait, () => openPlaceAs(place, account, options))
  for (const giveUpAt = Date.now() + GRACE_MS; ; await sleep(50)) {
    try {
      return await open()
    } catch (error) {
      const isInUse = error instanceof EmbeddedError && error.code === 'IN_USE'
      if (!isInUse || Date.now() > giveUpAt) throw error
    }
  }
}

async function openPlaceAs(
  place: Place,
  account: Account,
  { directory, database = 'changeover', as: role = 'server', log = () => {} }: EmbeddedOptions,
): Promise<EmbeddedPostgres> {
  const owner = becomeOwner(place.owners, role, directory)
  try {
    const binaries = findBinaries(account)
    await prepareData(place, binaries, account, log)
    const listening = () => listeningSettings(place, account)
    const started = await startOrAdopt(place, binaries, account, listening, log)
    return await connected({ place, binaries, account, owner, log, ...started }, database)
  } catch (error) {
    owner.leave()
    throw error
  }
}

/** Runs `work` while no other process starts or stops the database of `place`. */
async function alone<T>(place: Place, onWait: () => void, work: () => Promise<T>): Promise<T> {
  try {
    return await underKernelLock(place.startLock, work, onWait)
  } catch (error) {
    throw failedTo(`use the database in ${place.base}`, error)
  }
}

async function prepareData(
  place: Place,
  binaries: Binaries,
  account: Account,
  log: (line: string) => void,
): Promise<void> {
  if (inspectData(place.data, binaries.major) === 'empty') {
    log(`Setting up a new database in ${place.base}.`)
    await createCluster(place, binaries, account)
  } else {
    // Files that root brought back from a backup belong to root.
    adoptFiles(place.data, account)
  }
}

interface Opened extends Started {
  place: Place
  binaries: Binaries
  account: Account
  owner: Owner
  log: (line: string) => void
}

async function connected(opened: Opened, database: string): Promise<EmbeddedPostgres> {
  const { place, binaries, account, owner, log, postmaster, adopted } = opened
  const connection = await connectionTo(postmaster, place, database).catch(async (error) => {
    if (!adopted) await stopServer(place, binaries, account)
    throw error
  })
  const leave = async () => {
    if (owner.leave().last) await stopServer(place, binaries, account)
  }
  const sameAddress = () => listeningAgain(postmaster, account)
  let stopping: Promise<void> | undefined
  return {
    connection,
    adopted,
    stop: () => (stopping ??= alone(place, () => {}, leave)),
    revive: () =>
      alone(
        place,
        () => {},
        async () => void (await startOrAdopt(place, binaries, account, sameAddress, log)),
      ),
    state: async () => (isReachable(postmaster, livePostmaster(place.data)) ? 'running' : 'dead'),
  }
}

/** A tool may have started PostgreSQL anew meanwhile: at the same address it is as good. */
function isReachable(then: Postmaster, now: Postmaster | null): boolean {
  return now !== null && now.socket === then.socket && now.port === then.port
}

/** Finds the running PostgreSQL of a place, or starts one; knows the states in between. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import type { Place } from './directory.ts'
import { EmbeddedError } from './errors.ts'
import { clearStale, livePostmaster, type Postmaster } from './postmaster.ts'
import { startServer } from './process.ts'
import { serverSettings, type Settings } from './settings.ts'
import { removeSocketDirectory } from './socket.ts'

/**
 * What PostgreSQL says while the children of a killed postmaster still end, or while one that a
 * killed Changeover had just started comes up. Both pass within seconds.
 */
const PASSING = /pre-existing shared memory block|lock file "[^"]*" already exists/
const PATIENCE_MS = 15_000
const REPORT_MS = 5_000

export interface Started {
  postmaster: Postmaster
  adopted: boolean
}

/** To be called under the start lock, so that no other process of ours does the same meanwhile. */
export async function startOrAdopt(
  place: Place,
  binaries: Binaries,
  account: Account,
  listening: () => Promise<Settings>,
  log: (line: string) => void,
): Promise<Started> {
  const giveUpAt = Date.now() + PATIENCE_MS
  for (;;) {
    const live = await settled(place, log)
    if (live) {
      log('PostgreSQL was running already and is used as it is.')
      return { postmaster: live, adopted: true }
    }
    clearStale(place.data)
    const settings = { ...serverSettings(), ...(await listening()) }
    try {
      return {
        postmaster: await startServer(place, binaries, account, settings, log),
        adopted: false,
      }
    } catch (error) {
      removeSocketDirectory(settings.unix_socket_directories ?? '')
      const isPassing = error instanceof EmbeddedError && PASSING.test(error.message)
      if (!isPassing || Date.now() > giveUpAt) throw error
      await sleep(200)
    }
  }
}

/** The live postmaster once it is ready, or null when there is none (any more). */
async function settled(place: Place, log: (line: string) => void): Promise<Postmaster | null> {
  for (let reportAt = Date.now() + REPORT_MS; ; await sleep(20)) {
    const live = livePostmaster(place.data)
    if (live === null || live.status === 'ready') return live
    if (Date.now() < reportAt) continue
    log(`PostgreSQL is ${live.status || 'starting'}; waiting for it.`)
    reportAt += REPORT_MS
  }
}

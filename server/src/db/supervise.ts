import { setTimeout as sleep } from 'node:timers/promises'
import type { EmbeddedPostgres } from './embedded/index.ts'

const LOOK_MS = 1_000
/** PostgreSQL that could not start says why in its log each time, so it is not asked too often. */
const TRY_AGAIN_MS = 5_000

/**
 * Starts the embedded PostgreSQL again whenever it has ended by itself: after a disk was full, or when
 * somebody killed it. The pools connect again by themselves. @returns how to stop watching.
 */
export function supervise(
  embedded: Pick<EmbeddedPostgres, 'state' | 'revive'>,
  log: (line: string) => void,
): { end(): Promise<void> } {
  const ending = new AbortController()
  const pause = (ms: number) =>
    sleep(ms, undefined, { signal: ending.signal, ref: false }).catch(() => undefined)

  const watching = (async () => {
    while (!ending.signal.aborted) {
      await pause(LOOK_MS)
      if (ending.signal.aborted || (await embedded.state()) === 'running') continue
      log('PostgreSQL has ended by itself and is started again.')
      await embedded.revive().catch(async (error: unknown) => {
        log(`It does not start: ${error instanceof Error ? error.message : String(error)}`)
        await pause(TRY_AGAIN_MS)
      })
    }
  })()
  return {
    async end() {
      ending.abort()
      await watching
    },
  }
}

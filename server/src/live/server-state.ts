import type { Readiness } from '../health/index.ts'

/** How often it is looked while somebody has a page open. */
const EVERY_MS = 2_000

/**
 * Follows the state of the server for its open screens: they say what is wrong, and when it is over.
 * Nobody looking costs nothing.
 */
export function followState(
  readiness: () => Promise<Readiness>,
  screens: { isAnyOpen(): boolean; changed(status: Readiness['status']): void },
): { status(): Readiness['status']; stop(): void } {
  let status: Readiness['status'] = 'ready'
  let isLooking = false

  async function look(): Promise<void> {
    if (isLooking || !screens.isAnyOpen()) return
    isLooking = true
    const now = await readiness().finally(() => (isLooking = false))
    if (now.status === status) return
    status = now.status
    screens.changed(status)
  }

  const timer = setInterval(() => void look(), EVERY_MS).unref()
  return { status: () => status, stop: () => clearInterval(timer) }
}

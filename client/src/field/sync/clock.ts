import type { Instant } from '@changeover/shared/time'

/** A phone whose clock is off by more than this is told so. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000

/** `ms` since 1970 as an instant, as `shared/time` writes one. */
export function instantOf(ms: number): Instant {
  // Date writes ISO 8601 in UTC with milliseconds, which is what an Instant is.
  return new Date(ms).toISOString() as Instant
}

/** The phone's idea of now, put right by the server's clock as far as it is known. */
export class Clock {
  /** Server minus phone; null until the two were compared. */
  offsetMs: number | null = null

  now(): Instant {
    return instantOf(Date.now() + this.correctionMs)
  }

  /** Small differences are the network's, not the clock's. */
  get correctionMs(): number {
    const offset = this.offsetMs ?? 0
    return Math.abs(offset) > CLOCK_TOLERANCE_MS ? offset : 0
  }

  get isChecked(): boolean {
    return this.offsetMs !== null
  }

  get isWrong(): boolean {
    return this.correctionMs !== 0
  }
}

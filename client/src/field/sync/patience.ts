/**
 * When to ask a server again that could not be reached or asked for patience. It never gives up: the
 * pauses double up to a minute, and a server that says how long it wants to be left alone is left
 * alone, but no longer than `LONGEST_ASKED_MS`, whatever stands in its answer.
 */
const FIRST_RETRY_MS = 3_000
const LONGEST_RETRY_MS = 60_000
const LONGEST_ASKED_MS = 300_000
/** What a server gets that says "too often" and not for how long. */
const ASKED_WITHOUT_WORDS_MS = 5_000

export class Patience {
  #nextMs = FIRST_RETRY_MS

  /** How long to wait now, in milliseconds; `askedMs` is what the server asked for. */
  pause(askedMs = 0): number {
    const own = this.#nextMs
    this.#nextMs = Math.min(own * 2, LONGEST_RETRY_MS)
    return Math.max(own, askedMs)
  }

  /** It worked: the next failure starts from the shortest pause. */
  reset(): void {
    this.#nextMs = FIRST_RETRY_MS
  }
}

/**
 * What `Retry-After` asks for, in milliseconds: whole seconds, or a date by the server's own clock
 * (`date` is its `Date` header). Source: RFC 9110, 10.2.3.
 */
export function readRetryAfter(value: string | null, date: string | null): number {
  const text = value?.trim() ?? ''
  const asked = /^\d+$/.test(text)
    ? Number(text) * 1_000
    : Date.parse(text) - (Date.parse(date ?? '') || Date.now())
  if (Number.isNaN(asked)) return ASKED_WITHOUT_WORDS_MS
  return Math.min(Math.max(asked, 0), LONGEST_ASKED_MS)
}

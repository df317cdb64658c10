/** Programmes under 23 CFR 680, which require a permanently attached CCS1 on each DC port. */
const FEDERAL = /\b(NEVI|CFI|EVC[- _]?RAA)\b/i

/**
 * True where a federal charging programme is named. An empty cell proves nothing, and other money
 * may be federal too: null.
 */
export function isFederallyFunded(sources: string): true | null {
  return FEDERAL.test(sources) ? true : null
}

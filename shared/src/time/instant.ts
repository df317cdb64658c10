import { toDay, type Day } from './day.ts'

declare const instantBrand: unique symbol

/** A point on the time line, ISO 8601 in UTC, e.g. `2026-11-01T16:20:00.000Z`. */
export type Instant = string & { readonly [instantBrand]: true }

/** Reads an instant in any ISO 8601 spelling with an offset. @throws RangeError when it is none. */
export function toInstant(text: string): Instant {
  // The constructor is this module: `toString` of an instant is UTC ISO 8601 by definition.
  return Temporal.Instant.from(text).toString({ fractionalSecondDigits: 3 }) as Instant
}

/** The calendar day that a clock in `timeZone` shows at `instant`. */
export function dayAt(instant: Instant, timeZone: string): Day {
  return toDay(Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate())
}

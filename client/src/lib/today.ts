import { dayAt, toInstant, type Day } from '@changeover/shared/time'

/** Today on the reader's clock, where a screen proposes a day. */
export function today(): Day {
  return dayAt(
    toInstant(new Date().toISOString()),
    Intl.DateTimeFormat().resolvedOptions().timeZone,
  )
}

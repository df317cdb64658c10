import type { Day, Instant } from '@changeover/shared/time'

const language = () => document.documentElement.lang || 'en'

/** A day as its reader writes it; never shifted by a time zone. */
export function dayText(day: Day, style: 'short' | 'long' = 'long'): string {
  return new Intl.DateTimeFormat(language(), {
    weekday: style,
    day: 'numeric',
    month: style,
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`))
}

/** The time of day at which something happened, on the phone's clock; with the day unless it is today's. */
export function timeText(instant: Instant): string {
  const at = new Date(instant)
  const isToday = at.toDateString() === new Date().toDateString()
  return new Intl.DateTimeFormat(language(), {
    ...(isToday ? {} : { dateStyle: 'short' }),
    timeStyle: 'short',
  }).format(at)
}

export function numberText(value: number, digits = 0): string {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(value)
}

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

/** A size in the reader's language: `4.3 GB`. Steps of 1,000, as phones count their room. */
export function sizeText(bytes: number): string {
  const steps = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
  const step = Math.min(steps.length - 1, Math.max(0, Math.floor(Math.log10(bytes) / 3) - 1))
  return new Intl.NumberFormat(language(), {
    style: 'unit',
    unit: steps[step],
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** (step + 1))
}

export function numberText(value: number, digits = 0): string {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(value)
}

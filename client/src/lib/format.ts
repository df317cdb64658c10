import { writeDay, type Day, type DayStyle, type Instant } from '@changeover/shared/time'

const locale = () => document.documentElement.lang || 'en'

/** A day in the reader's way of writing it; never shifted by a time zone. */
export function formatDay(day: Day | null | undefined, style: DayStyle = 'medium'): string {
  return day ? writeDay(day, locale(), style) : '–'
}

/** An instant on the reader's clock. */
export function formatInstant(instant: Instant | null | undefined): string {
  if (!instant) return '–'
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(instant),
  )
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat(locale()).format(count)
}

/** A share of one as a percentage. Something that is there but rounds to nothing reads `<1%`. */
export function formatShare(share: number | null | undefined): string {
  if (share === null || share === undefined || Number.isNaN(share)) return '–'
  if (share > 0 && share < 0.01) return '<1%'
  if (share < 1 && share > 0.99) return '>99%'
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 }).format(
    share,
  )
}

/** Cents of a currency in whole units. */
export function formatMoney(cents: number, currency: string): string {
  const style = { style: 'currency', currency, maximumFractionDigits: 0 } as const
  return new Intl.NumberFormat(locale(), style).format(cents / 100)
}

/** A difference with its sign; nothing is ±0. */
export function formatSigned(difference: number, format = formatCount): string {
  return difference === 0 ? '±0' : `${difference > 0 ? '+' : '−'}${format(Math.abs(difference))}`
}

import { parseDay, type Day } from '@changeover/shared/time'
import type { ChartOptions } from 'chart.js'
import { formatDay } from '../lib/format.ts'

const DAY_MS = 86_400_000

/** A day's place on an axis: days since 1970. A day has no time zone, so neither has the axis. */
export function dayToX(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS
}

export function xToDay(x: number): Day {
  return parseDay(new Date(Math.round(x) * DAY_MS).toISOString().slice(0, 10))
}

/** First days of months between two places, thinned to at most `most`. */
export function monthStarts(from: number, to: number, most = 9): number[] {
  const starts: number[] = []
  const month = new Date(from * DAY_MS)
  month.setUTCDate(1)
  for (; month.getTime() / DAY_MS <= to; month.setUTCMonth(month.getUTCMonth() + 1))
    if (month.getTime() / DAY_MS >= from) starts.push(month.getTime() / DAY_MS)
  const step = Math.ceil(starts.length / most)
  return starts.filter((_start, index) => index % step === 0)
}

/** The axis across a chart, as its options say it. */
export type HorizontalAxis = NonNullable<NonNullable<ChartOptions<'line'>['scales']>['x']>

/** A linear axis of days with a tick at the first of a month. */
export function dayAxis(colour: { muted: string; line: string }): HorizontalAxis {
  return {
    type: 'linear',
    bounds: 'data',
    grid: { color: colour.line, drawTicks: false },
    border: { display: false },
    ticks: {
      color: colour.muted,
      padding: 6,
      maxRotation: 0,
      callback: (x) => formatDay(xToDay(Number(x)), 'short'),
    },
    afterBuildTicks: (axis) => {
      const most = Math.max(2, Math.floor(axis.width / 70))
      axis.ticks = monthStarts(axis.min, axis.max, most).map((value) => ({ value }))
    },
  }
}

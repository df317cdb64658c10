import type { Day } from '@changeover/shared/time'
import { dayToX } from '../charts/day-axis.ts'
import type { BurnUpSeries, MilestoneProgress } from './queries.ts'

/** The stretch of time that all milestones share, so that their dates can be compared at a glance. */
export interface DateAxis {
  first: number
  last: number
}

const EDGE = 0.03

/** From the first gate to the last target or forecast, with a little room. */
export function axisOf(milestones: readonly MilestoneProgress[], asOf: Day): DateAxis {
  const days = [
    asOf,
    ...milestones.flatMap(({ gateOn, targetOn, forecast }) => [
      gateOn,
      targetOn,
      ...(forecast?.p90On ? [forecast.p90On] : []),
    ]),
  ].map(dayToX)
  const first = Math.min(...days)
  const last = Math.max(...days)
  const edge = (last - first || 1) * EDGE
  return { first: first - edge, last: last + edge }
}

/** A day's place on the axis in percent of its width. */
export function placeOf(axis: DateAxis, day: Day): number {
  return (100 * (dayToX(day) - axis.first)) / (axis.last - axis.first)
}

/** From the first to the last day of any of the series. */
export function periodOf(series: readonly BurnUpSeries[]): DateAxis {
  const days = series.flatMap(({ on }) => on.map(dayToX))
  return { first: Math.min(...days), last: Math.max(...days) }
}

import { addWeeks, type Day } from '@changeover/shared/time'
import { dayToX } from '../charts/day-axis.ts'
import { withOpacity } from '../charts/palette.ts'
import type { BurnUpSeries, Outlook, WholeOutlook } from './queries.ts'

/** How long after the target a fan is drawn: enough to see how late, not until the last run ends. */
const WEEKS_AFTER_TARGET = 8

export type FanPoint = WholeOutlook['fan'][number]

/** The forecast as the burn-up draws it: from what is done on the day it was said, to after the target. */
export function fanOf(series: BurnUpSeries, outlook: Outlook | null): FanPoint[] {
  const whole = outlook?.whole
  if (!outlook || !whole || whole.done >= whole.scope) return []
  const until = lastDrawn(series.targetOn)
  const { done } = whole
  const now = { on: outlook.reportedOn, p10: done, p50: done, p80: done, p90: done }
  return [now, ...whole.fan.filter(({ on }) => on <= until)]
}

function lastDrawn(targetOn: Day): Day {
  return addWeeks(targetOn, WEEKS_AFTER_TARGET)
}

/** The area from P10 to P90, and P50 as a line: three lines, the third filled towards the first. */
export function fanDatasets(
  fan: readonly FanPoint[],
  labels: { p10: string; p50: string; p90: string },
  colour: string,
  isHidden: boolean,
) {
  const line = (key: 'p10' | 'p50' | 'p90') =>
    fan.map((point) => ({ x: dayToX(point.on), y: point[key] }))
  const shared = { hidden: isHidden, borderColor: colour, pointRadius: 0 }
  return [
    { ...shared, label: labels.p10, data: line('p10'), borderWidth: 0, fill: false },
    {
      ...shared,
      label: labels.p50,
      data: line('p50'),
      borderWidth: 2,
      borderDash: [3, 3],
      fill: false,
    },
    {
      ...shared,
      label: labels.p90,
      data: line('p90'),
      borderWidth: 0,
      backgroundColor: withOpacity(colour, 0.22),
      fill: '-2',
    },
  ]
}

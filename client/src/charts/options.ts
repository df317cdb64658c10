import type { ChartOptions } from 'chart.js'
import { formatCount, formatDay } from '../lib/format.ts'
import { dayAxis, xToDay } from './day-axis.ts'
import type { Palette } from './palette.ts'

/** The upright axis of a count: few lines, no frame. */
export function countAxis(palette: Palette, isStacked = false) {
  return {
    stacked: isStacked,
    beginAtZero: true,
    border: { display: false },
    grid: { color: palette.line, drawTicks: false },
    ticks: {
      color: palette.muted,
      padding: 6,
      maxTicksLimit: 5,
      callback: (value: string | number) => formatCount(Number(value)),
    },
  }
}

/** A chart of counts over days, with the day and the counts under the pointer. */
export function overDays(
  palette: Palette,
  options: { isStacked?: boolean } = {},
): ChartOptions<'line' | 'bar'> {
  return {
    parsing: false,
    scales: {
      x: dayAxis(palette),
      y: countAxis(palette, options.isStacked),
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        callbacks: {
          title: ([item]) => formatDay(xToDay(Number(item.parsed.x)), 'long'),
          label: (item) =>
            `${item.dataset.label}: ${formatCount(Math.round(Number(item.parsed.y) * 10) / 10)}`,
        },
      },
    },
  }
}

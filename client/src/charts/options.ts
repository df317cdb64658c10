import type { ChartOptions } from 'chart.js'
import { formatCount, formatDay } from '../lib/format.ts'
import { dayAxis, xToDay } from './day-axis.ts'
import type { Palette } from './palette.ts'
import { picking } from './pick.ts'

type Pick = (dataset: number, index: number) => void

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
  options: { isStacked?: boolean; isPickable?: boolean; onPick?: Pick } = {},
): ChartOptions<'line' | 'bar'> {
  return {
    ...(options.onPick ? picking(options.isPickable ?? true, options.onPick) : {}),
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

/** Bars that lie: a name at each, a count along. What is under the pointer says its count in `unit`. */
export function lyingBars(
  palette: Palette,
  options: {
    unit: (count: number) => string
    isStacked?: boolean
    isPickable?: boolean
    onPick?: Pick
  },
): ChartOptions<'bar'> {
  return {
    ...(options.onPick ? picking(options.isPickable ?? true, options.onPick) : {}),
    indexAxis: 'y',
    scales: {
      x: countAxis(palette, options.isStacked),
      y: {
        stacked: options.isStacked ?? false,
        border: { display: false },
        grid: { display: false },
        ticks: {
          color: palette.text,
          autoSkip: false,
          callback(value) {
            const name = this.getLabelForValue(Number(value))
            return this.chart.width < NARROW ? inTwoLines(name) : name
          },
        },
      },
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        callbacks: {
          label: ({ dataset, parsed }) =>
            `${dataset.label ? `${dataset.label}: ` : ''}${options.unit(Number(parsed.x))}`,
        },
      },
    },
  }
}

/** Narrower than this, in CSS pixels, a long name would leave no room for its bar. */
const NARROW = 480
const LONG_NAME = 16

/** A long name broken at the space next to its middle. */
export function inTwoLines(name: string): string | string[] {
  const spaces = [...name.matchAll(/ /g)].map(({ index }) => index)
  if (name.length <= LONG_NAME || spaces.length === 0) return name
  const middle = name.length / 2
  const at = spaces.reduce((best, place) =>
    Math.abs(place - middle) < Math.abs(best - middle) ? place : best,
  )
  return [name.slice(0, at), name.slice(at + 1)]
}

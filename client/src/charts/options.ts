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
export function overDays<Kind extends 'line' | 'bar'>(
  palette: Palette,
  options: { isStacked?: boolean; isPickable?: boolean; onPick?: Pick } = {},
): ChartOptions<Kind> {
  const shared: ChartOptions<'line' | 'bar'> = {
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
  return shared as ChartOptions<Kind> // What lines and bars have in common suits each of them.
}

/** So much of a name stands in one line before the bars; the rest below it, or a phone would cut it off. */
const LONGEST_LINE = 22

/** A name as the lines it is written in. */
export function inLines(name: string): string | string[] {
  if (name.length <= LONGEST_LINE) return name
  const lines: string[] = []
  for (const word of name.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > LONGEST_LINE) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
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
          callback(index) {
            return inLines(this.getLabelForValue(Number(index)))
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

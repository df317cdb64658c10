import { isDay, type Day } from '@changeover/shared/time'
import { z } from 'zod'

/**
 * A column of a chart: ten years have thousands of values, and a schema for each would cost more than the
 * figures themselves. So the column is checked as one, by what must hold of each value.
 */
function column<Value>(isValue: (value: unknown) => boolean) {
  return z.custom<readonly Value[]>((values) => Array.isArray(values) && values.every(isValue))
}

export const daysColumn = column<Day>((value) => typeof value === 'string' && isDay(value))
export const countsColumn = column<number>(Number.isInteger)
/** Where nothing is known yet, a value is null. */
export const knownCountsColumn = column<number | null>(
  (value) => value === null || Number.isInteger(value),
)

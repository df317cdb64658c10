import { z } from 'zod'
import { isDay, parseDay } from './day.ts'
import { toInstant } from './instant.ts'

// Apart from the arithmetic, so that the phone need not load a validator to count days.

/** The border for days that come from outside. */
export const DaySchema = z
  .string()
  .refine(isDay, { error: 'A day is written YYYY-MM-DD and must exist in the calendar.' })
  .transform((text) => parseDay(text))

/** The border for instants that come from outside. */
export const InstantSchema = z.iso.datetime({ offset: true }).transform((text) => toInstant(text))

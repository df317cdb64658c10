import { z } from 'zod'
import { isDay, type Day } from './day.ts'
import { toInstant } from './instant.ts'

// Apart from the arithmetic, so that the phone need not load a validator to count days.

/** The border for days that come from outside. */
export const DaySchema = z
  .string()
  // The cast: what the check lets through is a day. A second step to say so would cost charts of ten years as
  // much again as the check.
  .refine(isDay, {
    error: 'A day is written YYYY-MM-DD and must exist in the calendar.',
    // What a place asks of a day besides is not asked of what is none.
    abort: true,
  }) as z.ZodType<string> as z.ZodType<Day, string>

/** The border for instants that come from outside. */
export const InstantSchema = z.iso.datetime({ offset: true }).transform((text) => toInstant(text))

import { INPUT_GROUPS, type ForecastInputs } from '@changeover/shared/forecast'
import { DaySchema } from '@changeover/shared/time'
import { z } from 'zod'

const range = z.object({
  p10: DaySchema.nullable(),
  p50: DaySchema.nullable(),
  p80: DaySchema.nullable(),
  p90: DaySchema.nullable(),
})

/** Whether the rate was seen or assumed, and on how many weeks of work that rests. */
export const BasisSchema = z.object({ kind: z.enum(['measured', 'assumed']), weeks: z.int() })

/** A week's end and the connectors done by then in 10, 50, 80 and 90 % of the runs. */
export const FanPointSchema = z.object({
  on: DaySchema,
  p10: z.number(),
  p50: z.number(),
  p80: z.number(),
  p90: z.number(),
})

const part = {
  scope: z.number(),
  done: z.number(),
  finish: range,
  hitProbability: z.number(),
}

export const TerritoryForecastSchema = z.object({
  name: z.string(),
  /** ISO 3166-2 codes; null is all that no other territory covers. */
  regions: z.array(z.string()).nullable(),
  ...part,
})

/** Of a state or province; `region` is its ISO 3166-2 code. */
export const RegionForecastSchema = z.object({ region: z.string(), ...part })

/** How it came here from an earlier day: the parts add up to the whole. */
export const ShiftSchema = z.object({
  since: DaySchema,
  days: z.number(),
  points: z.number(),
  parts: z.array(z.object({ group: z.enum(INPUT_GROUPS), days: z.number(), points: z.number() })),
})

/**
 * What a snapshot says beyond its columns. The day's inputs are those of all milestones and stand in
 * one row of the day, with what made them numbers: seed, runs and weeks.
 */
export const DetailSchema = z.object({
  seed: z.int(),
  runs: z.int(),
  weeks: z.int(),
  gate: DaySchema.nullable(),
  target: DaySchema,
  basis: BasisSchema,
  scope: z.number(),
  done: z.number(),
  fan: z.array(FanPointSchema),
  territories: z.array(TerritoryForecastSchema),
  /** Empty in what was said before regions were told apart. */
  regions: z.array(RegionForecastSchema).default([]),
  shift: ShiftSchema.nullable(),
  // Written by this slice alone and read back by it alone.
  inputs: z.custom<ForecastInputs>((value) => typeof value === 'object').optional(),
})
export type Detail = z.infer<typeof DetailSchema>

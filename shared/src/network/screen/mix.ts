/** The connector mix of any region on any day, as the ledger has it. */
import { z } from 'zod'
import { DaySchema } from '../../time/index.ts'
import { StandardSchema } from '../standards.ts'

export const MixAskedSchema = z.object({
  on: DaySchema,
  /** An earlier day to compare with. */
  since: DaySchema.nullish(),
  /** ISO 3166-2 codes; left out, all that the person may see. */
  regions: z.array(z.string()).max(100).nullish(),
})

/** Connectors, at the end of the day. */
const CountsSchema = z.object({ ac: z.int(), dc: z.int(), unknown: z.int() })

export const MixSchema = z.object({
  on: DaySchema,
  since: DaySchema.nullable(),
  /** Standards that stood on either day, in the order of the list of standards. */
  standards: z.array(
    z.object({
      standard: StandardSchema,
      counts: CountsSchema,
      /** On the earlier day; null without one. */
      before: CountsSchema.nullable(),
    }),
  ),
  /** Where CHAdeMO was or will be lost, by region, the most first. */
  chademo: z.array(
    z.object({
      region: z.string(),
      standing: z.int(),
      /** Removed up to the day, from the beginning of the records. */
      lost: z.int(),
      /** Connectors whose place a kit of an open work order will take. */
      atStake: z.int(),
    }),
  ),
})
export type Mix = z.infer<typeof MixSchema>

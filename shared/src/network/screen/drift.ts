/** Where the public list and our ledger differ about NACS, and for how long. */
import { z } from 'zod'
import { IdSchema } from '../../commands/index.ts'
import { DaySchema } from '../../time/index.ts'

/**
 * `not_listed`: we say done, the public list does not show it. `not_ours`: the public list shows
 * NACS, we know of none.
 */
export const driftKinds = ['not_listed', 'not_ours'] as const

export const DriftAskedSchema = z.object({
  kind: z.enum(driftKinds),
  regions: z.array(z.string()).max(100).nullish(),
  /** At least so many days old. */
  minDays: z.int().min(0).max(10_000).default(0),
  search: z.string().trim().max(200).nullish(),
  /** As it was known at the end of this day; left out, as it is. */
  asOf: DaySchema.nullable().default(null),
  limit: z.int().min(1).max(500).default(100),
  /** Where the page before ended. */
  after: z.object({ since: DaySchema, id: IdSchema('Station') }).nullish(),
})
export type DriftAsked = z.infer<typeof DriftAskedSchema>

export const DriftSchema = z.object({
  /** Stations of each kind within the filter, whatever page is shown. */
  counts: z.object({ not_listed: z.int(), not_ours: z.int() }),
  rows: z.array(
    z.object({
      stationId: IdSchema('Station'),
      station: z.string(),
      source: z.string(),
      sourceId: z.string(),
      siteId: IdSchema('Site'),
      site: z.string(),
      region: z.string(),
      /** Since when: our first NACS of the station, or the import that first told of one. */
      since: DaySchema,
      days: z.int(),
      /** Ports with NACS that the other side does not show. */
      ports: z.int(),
      /** The list does not have the station at all any more. */
      isNotSeen: z.boolean(),
    }),
  ),
  next: z.object({ since: DaySchema, id: IdSchema('Station') }).nullable(),
})
export type Drift = z.infer<typeof DriftSchema>

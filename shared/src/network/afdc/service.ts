/**
 * Fetching stations from AFDC's service: what is asked, and what is told while it runs. The key is
 * the person's own; it is passed on and kept nowhere.
 */
import { z } from 'zod'
import { IdSchema } from '../../commands/index.ts'
import { REGIONS, RegionCodeSchema } from '../regions.ts'

/** Networks by the names that the service knows and that its stations carry. */
export const AfdcQuerySchema = z.object({
  network: z.string().trim().min(1).max(100).nullable().default('ChargePoint Network'),
  /** Region codes; empty for all of the United States and Canada. */
  states: z.array(RegionCodeSchema).max(100).default([]),
})
export type AfdcQuery = z.infer<typeof AfdcQuerySchema>

export const AfdcFetchSchema = z.object({
  apiKey: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[\x21-\x7e]+$/),
  query: AfdcQuerySchema.prefault({}),
  /** A fetch that was broken off, to go on with; it must have asked for the same. */
  resume: IdSchema('Upload').nullable().default(null),
})
export type AfdcFetch = z.infer<typeof AfdcFetchSchema>

/** A line of what is told while stations are fetched; the last is `done` or `failed`. */
export const AfdcProgressSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    uploadId: IdSchema('Upload'),
    /** The state that comes next; null when all are there. */
    state: z.string().nullable(),
    statesDone: z.int(),
    statesInAll: z.int(),
    stations: z.int(),
    /** Requests that the service still allows this hour; null when it does not say. */
    requestsLeft: z.int().nullable(),
  }),
  z.object({ kind: z.literal('waiting'), seconds: z.int(), reason: z.enum(['limit', 'trouble']) }),
  z.object({ kind: z.literal('done'), uploadId: IdSchema('Upload'), stations: z.int() }),
  z.object({
    kind: z.literal('failed'),
    error: z.string(),
    details: z.record(z.string(), z.unknown()),
    /** What to go on with; null when nothing was fetched. */
    resume: IdSchema('Upload').nullable(),
  }),
])
export type AfdcProgress = z.infer<typeof AfdcProgressSchema>

/** The states to ask for one by one: those of the query, or all there are. */
export function statesOf({ states }: AfdcQuery): string[] {
  return states.length > 0 ? [...new Set(states)] : REGIONS.map(({ code }) => code)
}

import type { Actor } from '@changeover/shared/accounts'
import { IdSchema, type Id } from '@changeover/shared/commands'
import { dayAt, DaySchema, type Day } from '@changeover/shared/time'
import { z } from 'zod'
import { now } from '../clock.ts'

/** What every question about progress can be narrowed by; it stands in the page's address. */
export const ProgressFilterSchema = z.object({
  /** As it was known at the end of this day; left out, as it is known now. */
  asOf: DaySchema.nullish(),
  /** ISO 3166-2 codes; left out, all that the person may see. */
  regions: z.array(z.string()).nullish(),
  /** Left out, all programs. */
  programId: IdSchema('Program').nullish(),
})
export type ProgressFilter = z.infer<typeof ProgressFilterSchema>

/** A question about progress as the database gets it. */
export interface ProgressScope {
  asOf: Day
  /** Whether that day is over: then what is known of it no longer changes. */
  isPast: boolean
  /** Null is all regions. */
  regions: readonly string[] | null
  programId: Id<'Program'> | null
}

/** The part of `filter` that the person may see. */
export function scopeFor(actor: Actor, filter: ProgressFilter, today: Day): ProgressScope {
  const { asOf, regions, programId } = filter
  const visible = actor.regions
  const isPast = Boolean(asOf && asOf < today)
  return {
    asOf: asOf && isPast ? asOf : today,
    isPast,
    regions:
      regions && visible
        ? regions.filter((region) => visible.includes(region))
        : (regions ?? visible),
    programId: programId ?? null,
  }
}

/** The part of a request's `filter` that whoever asks may see. */
export function scopeOf({ actor }: { actor: Actor }, filter: ProgressFilter): ProgressScope {
  return scopeFor(actor, filter, recordingDay())
}

/** The server's day, on which progress is recorded. */
export function recordingDay(): Day {
  return dayAt(now(), 'UTC')
}

import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'
import { DaySchema } from '../time/index.ts'

/** How long a link lives at most; the default is a quarter of a year. */
export const LINK_DAYS = { default: 90, most: 366 } as const

/** A frozen report as somebody asks for it. It shows `asOf` for ever, whatever happens afterwards. */
export const ExecutiveLinkSchema = z.object({
  name: z.string().trim().min(1, { error: 'Say who or what the link is for.' }).max(120),
  programId: IdSchema('Program').nullable(),
  /** ISO 3166-2 codes; null is everything that its maker sees. */
  regions: z.array(z.string().max(10)).min(1).max(100).nullable(),
  /** Null is today. */
  asOf: DaySchema.nullable(),
  days: z.int().min(1).max(LINK_DAYS.most),
  /** Without it whoever has the address may read: only who runs the program decides that. */
  needsSignIn: z.boolean(),
})
export type ExecutiveLink = z.infer<typeof ExecutiveLinkSchema>

/** The weekly mail as somebody orders it for themselves. `weekday` is ISO, 1 Monday to 7 Sunday. */
export const WeeklyMailSchema = z.object({
  programId: IdSchema('Program').nullable(),
  weekday: z.int().min(1).max(7),
})

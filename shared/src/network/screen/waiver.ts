/** Waivers of the CCS1 rule: who may let a port lose its CCS1 connector, why, and what became of it. */
import { z } from 'zod'
import { IdSchema } from '../../commands/index.ts'
import { DaySchema, InstantSchema } from '../../time/index.ts'

const reason = z.string().trim().min(10, { error: 'Say why, in ten letters or more.' }).max(500)

/** For one CCS1 connector of one port, at one closing. Never on a federally funded port. */
export const GrantWaiverSchema = z.object({
  portId: IdSchema('Port'),
  reason,
  /** The last day on which a closing may use it. */
  expiresOn: DaySchema,
})
export const WithdrawWaiverSchema = z.object({ waiverId: IdSchema('Waiver') })

export const waiverStates = ['open', 'used', 'expired', 'withdrawn'] as const
export const SiteWaiverSchema = z.object({
  /** Null for one that was given together with its closing. */
  id: IdSchema('Waiver').nullable(),
  portId: IdSchema('Port').nullable(),
  /** The station and port that it holds for; null when it held for a whole closing. */
  place: z.string().nullable(),
  reason: z.string(),
  grantedBy: z.string().nullable(),
  grantedAt: InstantSchema,
  expiresOn: DaySchema.nullable(),
  state: z.enum(waiverStates),
})
export type SiteWaiver = z.infer<typeof SiteWaiverSchema>

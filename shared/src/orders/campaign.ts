import { z } from 'zod'
import { ScopeSchema } from '../program/index.ts'

/** A program from a template over the sites that a filter of the network finds. */
export const CampaignSchema = z.object({
  name: z.string().trim().min(1, { error: 'Enter a name.' }).max(100),
  templateCode: z.string().max(60),
  scope: ScopeSchema,
  /** Only the tracks of this current; null is all that have sites. */
  charge: z.enum(['AC', 'DC']).nullable().default(null),
})
export type Campaign = z.infer<typeof CampaignSchema>

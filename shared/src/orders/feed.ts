import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'
import { InstantSchema } from '../time/index.ts'

/**
 * A calendar address of a crew. `secretSha256` is the hex SHA-256 of a text made at random on the
 * device that asks, which shows the address once and forgets it.
 */
export const NewFeedSchema = z.object({
  crewId: IdSchema('Crew'),
  name: z.string().trim().min(1, { error: 'Say whose calendar it is.' }).max(100),
  secretSha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type NewFeed = z.infer<typeof NewFeedSchema>

export const CrewFeedSchema = z.object({
  id: IdSchema('CrewFeed'),
  name: z.string(),
  createdAt: InstantSchema,
  createdBy: z.string(),
})

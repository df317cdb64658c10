import { IdSchema } from '@changeover/shared/commands'
import { ExecutiveLinkSchema } from '@changeover/shared/sharing'
import { z } from 'zod'
import type { CommandSpec } from '../commands.ts'
import { createLink } from './links.ts'
import type { Report } from './report.ts'

export const CreatedLinkSchema = z.object({
  linkId: IdSchema('ExecutiveLink'),
  address: z.string(),
})

/** The command that freezes `report`, which was read before: its transaction only writes. */
export function createLinkCommand(
  report: Report,
): CommandSpec<typeof ExecutiveLinkSchema, typeof CreatedLinkSchema> {
  return {
    name: 'sharing.createLink',
    data: ExecutiveLinkSchema,
    result: CreatedLinkSchema,
    handle: (work, link) => createLink(work, link, report),
  }
}

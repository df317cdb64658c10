import type { Actor } from '@changeover/shared/accounts'
import { AppError, type Id } from '@changeover/shared/commands'
import type { Campaign } from '@changeover/shared/orders'
import { describeScope, programTemplate, proposeMilestones } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import type { Database } from '../db/database.ts'
import { countScope, createProgram } from '../program/index.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { generate } from './generation.ts'

/** What each track of the template would be about at the sites of the filter; nothing is written. */
export async function previewCampaign(db: Database, _actor: Actor, data: Campaign, today: Day) {
  return Promise.all(
    plannedTracks(data, today).map(async ({ track, dates }) => ({
      name: track.name,
      ...dates,
      sentence: describeScope(data.scope, track),
      ...(await countScope(db, track, data.scope)),
    })),
  )
}

/**
 * Starts a campaign: a program from the template over the sites of a filter, and its orders, in one
 * command. @throws AppError `NOTHING_TO_DO` when no port of these sites lacks what the template adds.
 */
export async function startCampaign(
  work: UnitOfWork,
  data: Campaign,
): Promise<{ programId: Id<'Program'>; orders: number; ports: number; exceptions: number }> {
  const milestones = plannedTracks(data, work.recordedOn).map(({ dates }) => dates)
  const { name, templateCode, scope } = data
  const { programId } = await createProgram(work, { name, templateCode, milestones, scope })
  return { programId, ...(await generate(work, { programId, milestoneId: null })) }
}

/** The template's tracks that have sites, with the dates that it proposes. */
function plannedTracks({ templateCode, charge }: Campaign, today: Day) {
  const template = programTemplate(templateCode)
  if (!template) throw new AppError('NOT_FOUND', { template: templateCode })
  return proposeMilestones(template, today).flatMap((dates) => {
    const track = template.tracks.find(({ code }) => code === dates.trackCode)
    if (!track || track.charge === 'HOME') return []
    return charge === null || track.charge === charge ? [{ track, dates }] : []
  })
}

import { RoleSchema, type Actor } from '@changeover/shared/accounts'
import { AppError, asId, type Id } from '@changeover/shared/commands'
import { composeWeeklyMail, ExecutiveLinkSchema, type Mail } from '@changeover/shared/sharing'
import { weekdayOf, weekOf, type Day } from '@changeover/shared/time'
import { createHash } from 'node:crypto'
import { execute } from '../commands.ts'
import type { RequestContext, Services } from '../context.ts'
import { enqueue } from '../jobs/index.ts'
import { canMail, sendMail } from '../mail.ts'
import { recordingDay } from '../progress/index.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { createLinkCommand } from './create-link.ts'
import { linkAddress, reportFor, reportOf } from './links.ts'
import { makeReport, type Report } from './report.ts'
import {
  deleteSubscription,
  noteSent,
  readDue,
  readSubscription,
  upsertSubscription,
} from './weekly-repository.ts'

/** A link in a mail outlives a quarter of mails. */
const LINK_DAYS = 100

/** The job `weekly_mails`: a job of its own for each mail that is due, so that one that fails holds up none. */
export async function dueWeeklyMails(services: Services, today = recordingDay()): Promise<void> {
  if (!canMail(services)) return
  const week = weekOf(today)
  for (const personId of await readDue(services.db, week, weekdayOf(today)))
    await enqueue(
      services.db,
      'weekly_mail',
      { personId, week },
      { key: `weekly_mail ${personId} ${week}` },
    )
}

/**
 * The job `weekly_mail`. Repeating it makes no second link, and a mail server that took the mail twice
 * can tell by its Message-ID. Throws when the mail server does not take it.
 */
export async function mailWeekly(
  services: Services,
  payload: { personId: string; week: Day },
): Promise<void> {
  const personId = asId<'Person'>(payload.personId)
  const order = await readSubscription(services.db, personId)
  if (!order || (order.sentForWeek ?? '') >= payload.week) return
  const { name, email, role, regions, crewId, programId } = order
  const actor = { personId, name, role: RoleSchema.parse(role), regions, crewId }
  const link = ExecutiveLinkSchema.parse({
    name: `Week of ${payload.week}`,
    programId,
    regions: null,
    asOf: null,
    days: LINK_DAYS,
    needsSignIn: true,
  })
  const fresh = await reportFor(contextFor(services, actor), link)
  const envelope = { commandId: commandIdOf(payload) }
  const receipt = await execute(services, actor, createLinkCommand(fresh), envelope, link)
  const linkId = asId<'ExecutiveLink'>(receipt.result.linkId)
  // Of a repeated job the report is the first attempt's: the mail tells what its link shows.
  const frozen = await reportOf(services.db, linkId)
  if (frozen) {
    const mail = weeklyMailOf(services, actor, frozen, linkAddress(services, linkId))
    const id = `weekly-${personId}-${payload.week}`
    await sendMail(services, { to: { name, address: email }, ...mail, id })
  }
  await noteSent(services.db, personId, payload.week)
}

/** The mail as it would be written now; its link is made when it is sent. */
export async function previewWeekly(
  context: RequestContext,
  programId: Id<'Program'> | null,
): Promise<Mail> {
  if (!context.actor) throw new AppError('SIGNED_OUT')
  const report = await makeReport(context, { programId })
  return weeklyMailOf(context, context.actor, report, `${context.config.publicUrl ?? ''}/shared#…`)
}

/** Orders the weekly mail for oneself; the first comes on the next of its weekdays. */
export async function subscribe(
  work: UnitOfWork,
  order: { programId: Id<'Program'> | null; weekday: number },
) {
  const isOver = weekdayOf(work.recordedOn) > order.weekday
  await upsertSubscription(work.tx, {
    personId: work.actor.personId,
    ...order,
    sentForWeek: isOver ? weekOf(work.recordedOn) : null,
  })
  work.record({
    kind: 'weekly_mail.ordered',
    subject: { kind: 'person', id: work.actor.personId },
    payload: order,
  })
  work.stale('weekly')
  return {}
}

export async function unsubscribe(work: UnitOfWork) {
  await deleteSubscription(work.tx, work.actor.personId)
  work.record({
    kind: 'weekly_mail.ended',
    subject: { kind: 'person', id: work.actor.personId },
    payload: {},
  })
  work.stale('weekly')
  return {}
}

/** A request of somebody who is not there: what they would be shown, read only. */
function contextFor(services: Services, actor: Actor): RequestContext {
  return { ...services, actor, sessionId: null, mayWrite: false, address: '', origin: '' }
}

/** The same for each attempt: a UUID of version 8, made from what the job is about. */
function commandIdOf({ personId, week }: { personId: string; week: Day }): Id<'Command'> {
  const hex = createHash('sha256').update(`weekly mail ${personId} ${week}`).digest('hex')
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
  ]
  return asId<'Command'>([...parts, hex.slice(20, 32)].join('-'))
}

function weeklyMailOf(
  { config }: Pick<Services, 'config'>,
  reader: Actor,
  { program, overview, outlook }: Report,
  link: string,
): Mail {
  return composeWeeklyMail({
    reader: reader.name,
    program: program ?? 'all programs',
    asOf: overview.asOf,
    link,
    settingsLink: `${config.publicUrl ?? ''}/reports`,
    milestones: overview.milestones.map((milestone) => {
      const { whole } = outlook.milestones.find((one) => one.milestoneId === milestone.id) ?? {}
      return {
        name: milestone.name,
        target: milestone.targetOn,
        scope: milestone.scope,
        done: milestone.done,
        doneThisWeek: milestone.done - milestone.doneWeekAgo,
        blocked: milestone.blocked,
        forecast: whole
          ? { percent: whole.percent, p50On: whole.p50On, change: whole.change }
          : null,
      }
    }),
  })
}

import { mailLink } from './accounts/index.ts'
import { openAuditKey, sealEvents } from './audit/index.ts'
import { makeScheduledBackup } from './backup/index.ts'
import type { Services } from './context.ts'
import type { Connection } from './db/database.ts'
import { makeThumbnail } from './files/index.ts'
import { reportHistory, reportToday } from './forecast/index.ts'
import { resumePlans, runPlan } from './planning/index.ts'
import { dueWeeklyMails, mailWeekly } from './sharing/index.ts'
import { enqueue, startJobs, type JobHandlers, type Schedule } from './jobs/index.ts'

/** What carries out each job. A slice that has one names it in `jobs/enqueue.ts` and here. */
export function jobHandlers(services: Services, connection: Connection): JobHandlers {
  const key = openAuditKey(services.config.directory)
  return {
    mail_link: (payload) => mailLink(services, payload),
    seal_audit: async () => void (await sealEvents(services.db, key)),
    backup: async () => void (await makeScheduledBackup(services, connection)),
    thumbnail: ({ sha256 }) => makeThumbnail(services, sha256),
    forecast: async () => void (await reportToday(services)),
    forecast_history: ({ today, weeks }, { abortSignal }) =>
      reportHistory(services, today, weeks, abortSignal),
    plan: ({ planId }, { abortSignal }) => runPlan(services, connection, planId, abortSignal),
    resume_plans: () => resumePlans(services),
    weekly_mails: () => dueWeeklyMails(services),
    weekly_mail: (payload) => mailWeekly(services, payload),
  }
}

/** Works on the queue, with the clock's own jobs in it. */
export async function startTasks(services: Services, connection: Connection) {
  // A server that was off when its hour came says what it missed; the queue does not hold up the start.
  await enqueue(services.db, 'forecast', {}, { key: 'forecast at start' })
  await enqueue(services.db, 'resume_plans', {}, { key: 'resume plans at start' })
  return startJobs({
    connection,
    db: services.db,
    log: services.log,
    tracing: services.tracing,
    announce: (topics) => services.announcer.announce(topics),
    handlers: jobHandlers(services, connection),
    schedule: schedule(services),
  })
}

function schedule({ config }: Services): Schedule {
  const { everyHours } = config.backup
  const days = Math.max(1, Math.round(everyHours / 24))
  return {
    seal_audit: '* * * * *',
    resume_plans: '* * * * *',
    // Once a day for each milestone; every hour, so that a new one need not wait for tomorrow.
    forecast: '10 * * * *',
    // After the day's forecast; a server that was off that day makes up for it in the same week.
    weekly_mails: '40 * * * *',
    backup: everyHours < 24 ? `30 */${everyHours} * * *` : `30 2 */${days} * *`,
  }
}

import { mailLink } from './accounts/index.ts'
import { openAuditKey, sealEvents } from './audit/index.ts'
import { makeScheduledBackup } from './backup/index.ts'
import type { Services } from './context.ts'
import type { Connection } from './db/database.ts'
import { startJobs, type JobHandlers, type Schedule } from './jobs/index.ts'

/** What carries out each job. A slice that has one names it in `jobs/enqueue.ts` and here. */
export function jobHandlers(services: Services, connection: Connection): JobHandlers {
  const key = openAuditKey(services.config.directory)
  return {
    mail_link: (payload) => mailLink(services, payload),
    seal_audit: async () => void (await sealEvents(services.db, key)),
    backup: async () => void (await makeScheduledBackup(services, connection)),
  }
}

/** Works on the queue, with the clock's own jobs in it. */
export function startTasks(services: Services, connection: Connection) {
  return startJobs({
    connection,
    db: services.db,
    log: services.log,
    handlers: jobHandlers(services, connection),
    schedule: schedule(services),
  })
}

function schedule({ config }: Services): Schedule {
  const { everyHours } = config.backup
  const days = Math.max(1, Math.round(everyHours / 24))
  return {
    seal_audit: '* * * * *',
    backup: everyHours < 24 ? `30 */${everyHours} * * *` : `30 2 */${days} * *`,
  }
}

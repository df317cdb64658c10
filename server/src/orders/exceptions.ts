import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { joinThen, tableThen, type AsOf } from '../past/index.ts'
import { visibleSites } from './access.ts'

interface ExceptionRow {
  id: Id<'OrderException'>
  reason: string
  trackName: string
  siteId: Id<'Site'>
  siteName: string
  region: string
  stationName: string
  portNumber: number
  createdOn: Day
}

/**
 * Ports of a program for which no order could be made, or could then: how many for each reason, and a page
 * of them.
 */
export async function listExceptions(
  db: Database,
  actor: Actor,
  request: {
    programId: Id<'Program'>
    reason: string | null
    afterId: Id<'OrderException'> | null
    limit: number
    /** The past day that is looked at; null is now. */
    asOf: AsOf
  },
) {
  const { asOf } = request
  const listed = sql`${tableThen('order_exception', asOf)} e join track k on k.id = e.track_id ${joinThen('site', 't', sql`e.site_id`, asOf)}`
  const wasListed = sql`k.program_id = ${request.programId} and e.resolved_on is null and ${visibleSites(actor)}
    ${asOf === null ? sql`` : sql`and e.created_on <= ${asOf}`}`
  const open = sql`from ${listed} where ${wasListed}`
  const [counts, page] = await Promise.all([
    sql<{
      reason: string
      count: number
    }>`select e.reason, count(*) as count ${open} group by 1 order by 2 desc`.execute(db),
    sql<ExceptionRow>`
      select e.id, e.reason, k.name as track_name, t.id as site_id, t.name as site_name, t.region,
        s.name as station_name, p.number as port_number, e.created_on
      from ${listed} ${joinThen('port', 'p', sql`e.port_id`, asOf)} ${joinThen('station', 's', sql`p.station_id`, asOf)}
      where ${wasListed}
        ${request.reason ? sql`and e.reason = ${request.reason}` : sql``}
        ${request.afterId ? sql`and e.id > ${request.afterId}` : sql``}
      order by e.id limit ${request.limit}
    `.execute(db),
  ])
  return { counts: counts.rows, rows: page.rows }
}

/**
 * Waivers of the CCS1 rule, granted beforehand. One is good for one connector of one port at one
 * closing, until a day; a funded port gets none, which the database holds too.
 */
import type { EventKind } from '@changeover/shared/history'
import { AppError, newId, type Id } from '@changeover/shared/commands'
import type { SiteWaiver } from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { isKnown, isOpenCommand, type AsOf } from '../../past/index.ts'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { visibleTo } from '../scope.ts'

interface WaivablePort {
  siteId: Id<'Site'>
  stationName: string
  number: number
  isFunded: boolean
  ccs1: number
  hasWaiver: boolean
}

/**
 * Grants a waiver.
 * @throws AppError `CCS1_FUNDED` on a funded port; `NOTHING_TO_DO` where no CCS1 connector stands,
 *   or a waiver waits already; `INVALID` for a day that is past.
 */
export async function grantWaiver(
  work: UnitOfWork,
  data: { portId: Id<'Port'>; reason: string; expiresOn: Day },
) {
  const port = await findPort(work, data.portId)
  if (port.isFunded) throw new AppError('CCS1_FUNDED', { portId: data.portId })
  if (port.ccs1 === 0 || port.hasWaiver)
    throw new AppError('NOTHING_TO_DO', {
      reason: port.hasWaiver ? 'A waiver waits already.' : 'No CCS1 connector stands there.',
    })
  if (data.expiresOn < work.recordedOn)
    throw new AppError('INVALID', { field: 'expiresOn', reason: 'The day is past.' })
  const waiverId = newId<'Waiver'>()
  await work.tx
    .insertInto('waiver')
    .values({
      id: waiverId,
      siteId: port.siteId,
      portId: data.portId,
      reason: data.reason,
      grantedBy: work.actor.personId,
      grantedCommandId: work.commandId,
      grantedAt: work.recordedAt,
      expiresOn: data.expiresOn,
    })
    .execute()
  tell(work, 'site.waiver_granted', port, { reason: data.reason, expiresOn: data.expiresOn })
  return { waiverId }
}

/** Takes an unused waiver back. @throws AppError `NOTHING_TO_DO` when it is used or withdrawn. */
export async function withdrawWaiver(work: UnitOfWork, { waiverId }: { waiverId: Id<'Waiver'> }) {
  const waiver = await work.tx
    .selectFrom('waiver')
    .select(['portId', 'usedCommandId', 'withdrawnCommandId', 'reason'])
    .where('id', '=', waiverId)
    .forUpdate()
    .executeTakeFirst()
  if (!waiver) throw new AppError('NOT_FOUND', { waiverId })
  const port = await findPort(work, waiver.portId)
  if (waiver.usedCommandId ?? waiver.withdrawnCommandId)
    throw new AppError('NOTHING_TO_DO', { waiverId })
  await work.tx
    .updateTable('waiver')
    .set({ withdrawnCommandId: work.commandId })
    .where('id', '=', waiverId)
    .execute()
  tell(work, 'site.waiver_withdrawn', port, { reason: waiver.reason })
  return { waiverId }
}

async function findPort(work: UnitOfWork, portId: Id<'Port'>): Promise<WaivablePort> {
  const { rows } = await sql<WaivablePort>`
    select s.site_id, s.name as station_name, p.number, p.is_funded,
      (select count(*)::integer from connector c where c.port_id = p.id and c.standard = 'CCS1'
        and c.removed_on is null and c.voided_command_id is null) as ccs1,
      exists (select from waiver v where v.port_id = p.id and v.used_command_id is null
        and v.withdrawn_command_id is null and v.expires_on >= ${work.recordedOn}::date) as has_waiver
    from port p join station s on s.id = p.station_id join site on site.id = s.site_id
    where p.id = ${portId}::uuid and p.deleted_at is null and s.deleted_at is null and ${visibleTo(work.actor)}
  `.execute(work.tx)
  if (!rows[0]) throw new AppError('NOT_FOUND', { portId })
  // One that has run out makes way for the next.
  await sql`
    update waiver set withdrawn_command_id = ${work.commandId}::uuid where port_id = ${portId}::uuid
      and used_command_id is null and withdrawn_command_id is null and expires_on < ${work.recordedOn}::date
  `.execute(work.tx)
  return rows[0]
}

function tell(
  work: UnitOfWork,
  kind: EventKind,
  port: WaivablePort,
  payload: Record<string, unknown>,
): void {
  work.record({
    kind,
    subject: { kind: 'site', id: port.siteId },
    payload: { station: port.stationName, port: port.number, ...payload },
  })
  work.stale('network', `site:${port.siteId}`)
}

/** All waivers of a site, the newest first: granted beforehand, and given with a closing. */
export async function listWaivers(
  db: Database,
  siteId: Id<'Site'>,
  asOf: AsOf = null,
): Promise<SiteWaiver[]> {
  const day = asOf === null ? sql`(now() at time zone 'UTC')::date` : sql`${asOf}::date`
  const { rows } = await sql<SiteWaiver>`
    select v.id, v.port_id, s.name || ' · ' || p.number as place, v.reason, g.name as granted_by, v.granted_at,
      v.expires_on, case when not ${isOpenCommand(asOf, 'v.used_command_id')} then 'used'
        when v.expires_on < ${day} then 'expired'
        when not ${isOpenCommand(asOf, 'v.withdrawn_command_id')} then 'withdrawn' else 'open' end as state
    from waiver v join port p on p.id = v.port_id join station s on s.id = p.station_id
    left join person g on g.id = v.granted_by
    where v.site_id = ${siteId}::uuid and ${isKnown(asOf, 'v.granted_command_id')}
    union all
    select null, null, null, c.reason, g.name, c.granted_at, null, 'used'
    from ccs1_waiver c left join person g on g.id = c.granted_by
    where c.site_id = ${siteId}::uuid and ${isKnown(asOf, 'c.command_id')}
      and not exists (select from waiver v where v.used_command_id = c.command_id)
    order by 6 desc
  `.execute(db)
  return rows
}

/**
 * Corrections of derived sites by hand: merge, split, move a station. Each is one command: it moves
 * stations, their orders go along, progress is counted anew, and both sites are described anew from
 * what stands there. Nothing is removed from the ledger: what a site's count changes by is what
 * another's changes by, so the CCS1 rule has nothing to say.
 */
import { AppError, newId, type Id } from '@changeover/shared/commands'
import type { Correction } from '@changeover/shared/network'
import { sql } from 'kysely'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { countChange } from '../counting.ts'
import { lockImports } from '../import/repository.ts'
import { refreshSites } from '../import/refresh-sites.ts'
import { addSplitSite } from './new-site.ts'
import { placeStations } from './placements.ts'
import { planCorrection, type CorrectionPlan } from './plan.ts'
import {
  listBecause,
  lockSites,
  moveOrders,
  moveStations,
  settleSites,
  writeBecause,
} from './repository.ts'

/**
 * Carries a correction out.
 * @throws AppError `BUILT_UPON` while an open order has ports at both sites, with their numbers;
 *   whatever `planCorrection` refuses.
 */
export async function correct(work: UnitOfWork, correction: Correction) {
  await lockImports(work.tx)
  const plan = await planCorrection(work.tx, work.actor, correction)
  if (plan.kind !== 'move') work.expectVersion((plan.to ?? plan.from).version)
  if (plan.ordersInTheWay.length > 0)
    throw new AppError('BUILT_UPON', {
      orders: plan.ordersInTheWay.map(({ number }) => Number(number)),
    })
  const toSiteId = plan.to?.id ?? newId<'Site'>()
  const siteIds = [plan.from.id, toSiteId]
  await lockSites(work.tx, siteIds)
  await countChange(
    work,
    plan.to ? siteIds : [plan.from.id],
    () => apply(work, plan, toSiteId),
    siteIds,
  )
  const orders = plan.ordersMoved.length
  tell(work, plan, toSiteId)
  return { fromSiteId: plan.from.id, toSiteId, stations: plan.moved.length, orders }
}

async function apply(work: UnitOfWork, plan: CorrectionPlan, toSiteId: Id<'Site'>): Promise<void> {
  const stationIds = plan.moved.map(({ id }) => id)
  const siteIds = [plan.from.id, toSiteId]
  if (!plan.to) await addSplitSite(work, toSiteId, plan)
  const because = await listBecause(work.tx, siteIds)
  await moveStations(work.tx, stationIds, toSiteId)
  await moveOrders(
    work.tx,
    plan.ordersMoved.map(({ id }) => id),
    stationIds,
    toSiteId,
  )
  const placements = await placeStations(work.tx, stationIds, toSiteId, work.commandId)
  await settleSites(work.tx, work.recordedAt, { emptied: plan.from.id, leadsTo: toSiteId })
  await writeBecause(work.tx, [{ siteId: toSiteId, rule: 'ASSIGNED', metres: 0 }])
  await refreshSites(work.tx, siteIds)
  await sql`
    insert into site_correction (command_id, kind, from_site_id, to_site_id, stations, before, made_by, made_at)
    values (${work.commandId}, ${plan.kind}, ${plan.from.id}, ${toSiteId}, ${JSON.stringify(stationIds)}::jsonb,
      ${JSON.stringify({ because, placements, orders: plan.ordersMoved.map(({ id }) => id) })}::jsonb,
      ${work.actor.personId}, ${work.recordedAt}::timestamptz)
  `.execute(work.tx)
}

const kinds = { merge: 'site.merged', split: 'site.split', move: 'site.station_moved' } as const

/** Both sites tell it in their history. */
function tell(work: UnitOfWork, plan: CorrectionPlan, toSiteId: Id<'Site'>): void {
  const payload = {
    from: plan.from.name,
    to: plan.name,
    stations: plan.moved.map(({ name }) => name).slice(0, 20),
    stationCount: plan.moved.length,
  }
  for (const id of [plan.from.id, toSiteId])
    work.record({ kind: kinds[plan.kind], subject: { kind: 'site', id }, payload })
  work.stale('network', 'orders', 'progress', `site:${plan.from.id}`, `site:${toSiteId}`)
}

import { AppError, IdSchema, type Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import { z } from 'zod'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { expectRegions } from '../../accounts/index.ts'
import { countChange } from '../counting.ts'
import { lockImports } from '../import/repository.ts'
import { refreshSites } from '../import/refresh-sites.ts'
import { replaceStations } from './placements.ts'
import {
  listAffectedOrders,
  lockSites,
  moveOrders,
  moveStations,
  settleSites,
  writeBecause,
} from './repository.ts'

const BeforeSchema = z.object({
  because: z.array(z.object({ siteId: IdSchema('Site'), rule: z.string(), metres: z.number() })),
  placements: z.array(
    z.object({
      source: z.string(),
      grain: z.string(),
      sourceId: z.string(),
      siteId: IdSchema('Site'),
      commandId: IdSchema('Command'),
    }),
  ),
})

/**
 * Takes a correction back: its stations and their orders return, names and reasons are as before.
 * @throws AppError `NOTHING_TO_DO` when it was taken back already; `BUILT_UPON` when a station has
 *   been moved again since, or an open order has ports at both sites.
 */
export async function undoCorrection(
  work: UnitOfWork,
  { commandId }: { commandId: Id<'Command'> },
) {
  await lockImports(work.tx)
  const made = await work.tx
    .selectFrom('siteCorrection')
    .innerJoin('site', 'site.id', 'siteCorrection.toSiteId')
    .select(['kind', 'fromSiteId', 'toSiteId', 'stations', 'before', 'undoneCommandId', 'region'])
    .where('commandId', '=', commandId)
    .executeTakeFirst()
  if (!made) throw new AppError('NOT_FOUND', { commandId })
  expectRegions(work.actor, [made.region])
  if (made.undoneCommandId !== null) throw new AppError('NOTHING_TO_DO', { commandId })
  const stationIds = z.array(IdSchema('Station')).parse(made.stations)
  const { fromSiteId, toSiteId } = made
  await lockSites(work.tx, [fromSiteId, toSiteId])
  const orders = await requireUntouched(work, toSiteId, stationIds)
  const before = BeforeSchema.parse(made.before)

  await countChange(work, [fromSiteId, toSiteId], async () => {
    await moveStations(work.tx, stationIds, fromSiteId)
    await moveOrders(work.tx, orders, stationIds, fromSiteId)
    await replaceStations(work.tx, commandId, before.placements)
    await settleSites(work.tx, work.recordedAt, { emptied: toSiteId, leadsTo: fromSiteId })
    await writeBecause(work.tx, before.because)
    await refreshSites(work.tx, [fromSiteId, toSiteId])
    await sql`update site_correction set undone_command_id = ${work.commandId}::uuid where command_id = ${commandId}::uuid`.execute(
      work.tx,
    )
  })
  for (const id of [fromSiteId, toSiteId])
    work.record({
      kind: 'site.correction_undone',
      subject: { kind: 'site', id },
      payload: { correction: made.kind, stationCount: stationIds.length },
    })
  work.stale('network', 'orders', 'progress', `site:${fromSiteId}`, `site:${toSiteId}`)
  return {
    fromSiteId: toSiteId,
    toSiteId: fromSiteId,
    stations: stationIds.length,
    orders: orders.length,
  }
}

/** @returns the orders that go back with the stations. */
async function requireUntouched(
  work: UnitOfWork,
  siteId: Id<'Site'>,
  stationIds: readonly Id<'Station'>[],
): Promise<Id<'WorkOrder'>[]> {
  const { rows } = await sql<{ there: number }>`
    select count(*)::integer as there from station
    where id = any(${stationIds}::uuid[]) and site_id = ${siteId}::uuid and deleted_at is null
  `.execute(work.tx)
  if (rows[0].there < stationIds.length)
    throw new AppError('BUILT_UPON', { stations: stationIds.length - rows[0].there })
  const orders = await listAffectedOrders(work.tx, siteId, stationIds)
  const torn = orders.filter(
    ({ isTorn, state }) => isTorn && !['done', 'verified', 'cancelled'].includes(state),
  )
  if (torn.length > 0)
    throw new AppError('BUILT_UPON', { orders: torn.map(({ number }) => Number(number)) })
  return orders.filter(({ isTorn }) => !isTorn).map(({ id }) => id)
}

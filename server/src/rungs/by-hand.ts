import { AppError, type Id } from '@changeover/shared/commands'
import type { Rung } from '@changeover/shared/network'
import type { ReachRung } from '@changeover/shared/orders'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { isCrewBound, regionCondition, scopeCondition } from '../accounts/index.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { deleteRungs, writeRungs } from './repository.ts'

interface Candidate {
  id: Id<'Connector'>
  installedOn: Day | null
}

/**
 * Somebody says that connectors reached a rung. A crew says it of its own orders; the office of any
 * connector in its regions. @throws AppError `NOT_FOUND`; `INVALID` for a day before the installation
 * or after today.
 */
export async function reachByHand(work: UnitOfWork, data: ReachRung) {
  const { rung, reachedOn } = data
  // A day ahead is today where the sun rises first; more is a mistake.
  const latest = Temporal.PlainDate.from(work.recordedOn).add({ days: 1 }).toString()
  if (reachedOn > latest)
    throw new AppError('INVALID', { reason: 'The day lies in the future.', reachedOn })
  const found = await findConnectors(work, data)
  const early = found.find(({ installedOn }) => installedOn !== null && reachedOn < installedOn)
  if (early)
    throw new AppError('INVALID', {
      reason: 'The connector was installed later.',
      installedOn: early.installedOn,
    })
  const climbs = found.map(({ id }) => ({ connectorId: id, on: reachedOn }))
  const reached = await writeRungs(work, rung, climbs, 'hand')
  work.record({
    kind: 'connector.rungReached',
    subject:
      'orderId' in data
        ? { kind: 'order', id: data.orderId }
        : { kind: 'connector', id: found[0].id },
    payload: { rung, reachedOn, connectors: reached },
  })
  return { reached }
}

/** Takes back what was noted by mistake; the history keeps both. */
export async function withdraw(
  work: UnitOfWork,
  data: { connectorIds: Id<'Connector'>[]; rung: Rung; reason: string },
) {
  const found = await findConnectors(work, data)
  const withdrawn = await deleteRungs(
    work,
    data.rung,
    found.map(({ id }) => id),
  )
  if (withdrawn === 0) throw new AppError('NOTHING_TO_DO')
  work.record({
    kind: 'connector.rungWithdrawn',
    subject: { kind: 'connector', id: found[0].id },
    payload: { rung: data.rung, reason: data.reason, connectors: withdrawn },
  })
  return { withdrawn }
}

async function findConnectors(
  work: UnitOfWork,
  of: { orderId: Id<'WorkOrder'> } | { connectorIds: Id<'Connector'>[] },
): Promise<Candidate[]> {
  const isAsked =
    'orderId' in of
      ? sql<boolean>`c.installed_order_id = ${of.orderId}`
      : sql<boolean>`c.id = any (${of.connectorIds}::uuid[])`
  const { rows } = await sql<Candidate>`
    select c.id, c.installed_on from connector c join port p on p.id = c.port_id
    join station s on s.id = p.station_id join site t on t.id = s.site_id
    left join work_order w on w.id = c.installed_order_id
    where ${isAsked} and ${reachable(work)} and c.removed_on is null and c.voided_command_id is null
    order by c.id for update of c
  `.execute(work.tx)
  const isComplete = 'orderId' in of || rows.length === new Set(of.connectorIds).size
  if (rows.length === 0 || !isComplete) throw new AppError('NOT_FOUND')
  return rows
}

function reachable({ actor }: UnitOfWork): RawBuilder<boolean> {
  return isCrewBound(actor)
    ? scopeCondition(actor, { region: 'w.region', crewId: 'w.crew_id' })
    : regionCondition(actor, 't.region')
}

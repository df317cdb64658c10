import type { Actor } from '@changeover/shared/accounts'
import { AppError, newId, type Id } from '@changeover/shared/commands'
import { groupIntoOrders } from '@changeover/shared/orders'
import { programTemplate } from '@changeover/shared/program'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'
import { lockToMakeOrders } from '../network/index.ts'
import { readMilestones, rulesOf, takeBaseline } from '../program/index.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import {
  hasOrders,
  insertExceptions,
  insertOrders,
  readCatalogue,
  readGenerationPorts,
  readProgram,
  resolveExceptions,
  type GenerationPort,
} from './generation-repository.ts'
import { CellSums, countStates } from './measures.ts'

export interface GenerationRequest {
  programId: Id<'Program'>
  milestoneId: Id<'Milestone'> | null
}

/** What generation would make for each milestone; nothing is written. */
export async function previewGeneration(db: Database, actor: Actor, request: GenerationRequest) {
  const plans = await planGeneration(db, actor, request)
  return plans.map(({ milestone, orders, exceptions }) => ({
    milestoneId: milestone.id,
    name: milestone.name,
    orders: orders.length,
    ports: orders.reduce((sum, order) => sum + order.ports.length, 0),
    /** Ports whose kit the crew will name on site. */
    toAsk: orders.reduce(
      (sum, { ports }) => sum + ports.filter(({ kit }) => kit === null).length,
      0,
    ),
    exceptions: countBy(exceptions, ({ reason }) => reason),
    kits: countBy(
      orders.flatMap(({ ports }) => ports.flatMap(({ kit }) => (kit ? [kit] : []))),
      (kit) => kit.name,
    ),
  }))
}

/**
 * Makes an order for each site with ports in scope, in one transaction. Ports that an order of the
 * track has already are left alone, so generating again only adds what is new.
 */
export async function generate(work: UnitOfWork, request: GenerationRequest) {
  await sql`select from program where id = ${request.programId} for update`.execute(work.tx)
  await lockToMakeOrders(work.tx)
  const plans = await planGeneration(work.tx, work.actor, request)
  const total = { orders: 0, ports: 0, exceptions: 0 }
  for (const plan of plans) {
    const isFirst = !(await hasOrders(work.tx, plan.milestone.id))
    const added = await writePlan(work, plan)
    if (isFirst && added.ports > 0)
      await takeBaseline(work, plan.milestone, added.ports, 'At generation')
    total.orders += added.orders
    total.ports += added.ports
    total.exceptions += plan.exceptions.length
  }
  if (total.orders + total.exceptions === 0) throw new AppError('NOTHING_TO_DO')
  work.record({
    kind: 'orders.generated',
    subject: { kind: 'program', id: request.programId },
    payload: { ...total, milestoneId: request.milestoneId },
  })
  work.stale('orders', 'progress', 'program')
  return total
}

type Plan = Awaited<ReturnType<typeof planGeneration>>[number]

/** A port goes to the first milestone, by target, that is about it. */
async function planGeneration(
  db: Database | DatabaseTransaction,
  actor: Actor,
  request: GenerationRequest,
) {
  const [program, milestones, catalogue] = await Promise.all([
    readProgram(db, request.programId),
    readMilestones(db, request),
    readCatalogue(db),
  ])
  if (!program) throw new AppError('NOT_FOUND', { programId: request.programId })
  const template = programTemplate(program.template)
  const taken = new Set<string>()
  const plans = []
  for (const milestone of milestones) {
    if (milestone.charge === 'HOME' || milestone.addsStandard === null) continue
    const ports = (await readGenerationPorts(db, actor, milestone)).filter(
      ({ portId }) => !taken.has(`${milestone.trackId} ${portId}`),
    )
    for (const { portId } of ports) taken.add(`${milestone.trackId} ${portId}`)
    const track = template?.tracks.find(({ code }) => code === milestone.trackCode)
    plans.push({
      milestone,
      ports,
      catalogue,
      trackChecklist: track?.checklistCode ?? null,
      ...groupIntoOrders(ports, catalogue.kits, milestone.addsStandard, rulesOf(program.rules)),
    })
  }
  return plans
}

async function writePlan(work: UnitOfWork, plan: Plan): Promise<{ orders: number; ports: number }> {
  const { milestone, orders } = plan
  const today = work.recordedOn
  const about = { commandId: work.commandId, createdOn: today, trackId: milestone.trackId }
  await insertOrders(
    work.tx,
    milestone,
    { ...about, stateSince: work.recordedAt },
    orders.map((order) => {
      const checklist = order.kit?.checklistCode ?? plan.trackChecklist
      return {
        id: newId<'WorkOrder'>(),
        siteId: order.ports[0].port.siteId,
        region: order.ports[0].port.region,
        kitTypeId: order.kit?.id ?? null,
        checklistTemplateId: checklist
          ? (plan.catalogue.checklistIds.get(checklist) ?? null)
          : null,
        ports: order.ports.map(({ port, kit }) => ({
          portId: port.portId,
          kitTypeId: kit?.id ?? null,
        })),
      }
    }),
  )
  await writeExceptions(work, plan)

  const scope = new CellSums()
  const states = new Map<string, { region: string; kitFamily: string | null; orders: number }>()
  for (const { ports, kit } of orders) {
    for (const { port } of ports)
      if (!port.isInScope) scope.add(port.region, port.level, port.family)
    const cell = { region: ports[0].port.region, kitFamily: kit?.family ?? null, orders: 1 }
    const key = `${cell.region} ${cell.kitFamily}`
    const sum = states.get(key)
    if (sum) sum.orders += 1
    else states.set(key, cell)
  }
  scope.countInto(work, 'scope', milestone.id, today)
  for (const cell of states.values())
    countStates(
      work,
      { ...cell, milestoneId: milestone.id, charge: milestone.charge },
      today,
      null,
      'planned',
      cell.orders,
    )
  return {
    orders: orders.length,
    ports: orders.reduce((sum, order) => sum + order.ports.length, 0),
  }
}

/** Keeps the list of exceptions: new ones on, those whose cause is gone off. */
async function writeExceptions(
  work: UnitOfWork,
  { milestone, exceptions, ports }: Plan,
): Promise<void> {
  const today = work.recordedOn
  const reasons = new Map(exceptions.map(({ port, reason }) => [port.portId, reason]))
  const isNew = ({ port, reason }: { port: GenerationPort; reason: string }) =>
    !port.openReasons.includes(reason)
  const resolved = ports.flatMap((port) =>
    port.openReasons
      .filter((reason) => reason !== reasons.get(port.portId))
      .map((reason) => ({ port, reason })),
  )
  const added = exceptions.filter(isNew)
  await insertExceptions(
    work.tx,
    { trackId: milestone.trackId, commandId: work.commandId, createdOn: today },
    added.map(({ port, reason }) => ({
      id: newId<'OrderException'>(),
      siteId: port.siteId,
      portId: port.portId,
      reason,
    })),
  )
  await resolveExceptions(
    work.tx,
    { trackId: milestone.trackId, resolvedOn: today },
    resolved.map(({ port, reason }) => ({ portId: port.portId, reason })),
  )
  const sums = new CellSums()
  for (const { port } of added) sums.add(port.region, port.level, port.family)
  for (const { port } of resolved) sums.add(port.region, port.level, port.family, -1)
  sums.countInto(work, 'exceptions', milestone.id, today)
}

function countBy<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): { name: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1)
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((left, right) => right.count - left.count)
}

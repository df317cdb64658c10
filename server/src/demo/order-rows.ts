import type { EventKind } from '@changeover/shared/history'
import type { Id } from '@changeover/shared/commands'
import { weekOf } from '@changeover/shared/time'
import type { Chance } from './chance.ts'
import { answersOf } from './answers.ts'
import type { PlacedPort, PlacedSite, Visit } from './orders.ts'
import { climb } from './rungs.ts'
import type { Counted } from './tally.ts'
import type { Step, Timeline } from './timeline.ts'
import { at, crewsNear, type World } from './world.ts'

const eventKinds: Record<Step['to'], EventKind> = {
  planned: 'order.generated',
  scheduled: 'order.assigned',
  in_progress: 'order.started',
  blocked: 'order.blocked',
  done: 'order.closed',
  verified: 'order.verified',
  reopened: 'order.reopened',
  cancelled: 'order.cancelled',
}

/** The command that closed an order. */
interface Receipt {
  command: Id<'Command'>
  recordedAt: string
}

/** Writes an order with its whole life: row, ports, events, ledger, answers, kits, progress. */
export function addOrder(
  world: World,
  site: PlacedSite,
  visit: Visit,
  chance: Chance,
  { dueOn, steps }: Timeline,
): void {
  world.orderCount += 1
  const { track, kit, ports } = visit
  const orderId = world.ids.next('WorkOrder')
  const last = steps[steps.length - 1]
  const closing = steps.find((step) => step.to === 'done')
  const territory = world.fixtures.territoryOf.get(site.region)
  const able = crewsNear(world, site).filter((crew) => track.charge === 'AC' || crew.canDoDc)
  const crewId = able[0].crewId
  const minute = chance.between(0, 300)
  const generation = world.generationCommand(site.seenOn)
  const checklistCode = kit?.checklistCode ?? track.checklistCode ?? ''

  world.rows.add('work_order', {
    id: orderId,
    version: steps.length,
    program_id: world.fixtures.programId,
    track_id: track.trackId,
    milestone_id: track.milestoneId,
    site_id: site.siteId,
    region: site.region,
    charge: track.charge,
    kit_type_id: kit?.kitTypeId ?? null,
    state: last.to,
    state_since: at(last.occurredOn, minute),
    port_count: ports.length,
    priority: chance.happens(0.1) ? 1 : 3,
    crew_id: last.scheduledOn ? crewId : null,
    scheduled_on: last.scheduledOn,
    due_on: dueOn,
    done_on: closing?.occurredOn ?? null,
    blocked_reason: last.to === 'blocked' ? last.reason : null,
    checklist_template_id: world.fixtures.checklists.get(checklistCode) ?? null,
    created_command_id: generation.id,
    created_on: site.seenOn,
  })
  const what: Counted = {
    milestoneId: track.milestoneId,
    region: site.region,
    level: ports[0].level ?? 'unknown',
    family: kit?.family ?? 'unknown',
  }
  let receipt: Receipt | null = null
  let from: Step | null = null
  for (const [position, step] of steps.entries()) {
    const command = position === 0 ? generation : { id: world.ids.next('Command'), ordinal: 0 }
    const recordedAt = at(step.recordedOn, position === 0 ? 0 : minute + position)
    if (step.to === 'done') receipt = { command: command.id, recordedAt }
    world.rows.add('demo_event', {
      command_id: command.id,
      ordinal: command.ordinal,
      kind: eventKinds[step.to],
      subject_kind: 'order',
      subject_id: orderId,
      payload: {
        from: from?.to ?? null,
        to: step.to,
        ...(step.reason ? { reason: step.reason } : {}),
        ...(step.to === 'scheduled' ? { crewId, scheduledOn: step.scheduledOn } : {}),
      },
      occurred_at: at(step.occurredOn, position === 0 ? 0 : minute + position),
      recorded_at: recordedAt,
    })
    countStep(world, what, ports.length, from, step)
    if (from)
      world.rows.add('demo_earlier_order', {
        id: orderId,
        from_at: position === 1 ? '-infinity' : at(from.recordedOn, minute + position - 1),
        until: recordedAt,
        version: position,
        state: from.to,
        state_since: at(from.occurredOn, minute),
        crew_id: from.scheduledOn ? crewId : null,
        scheduled_on: from.scheduledOn,
        blocked_reason: from.to === 'blocked' ? from.reason : null,
      })
    from = step
  }
  for (const port of ports)
    addOrderPort(world, orderId, visit, port, site.region, closing ?? null, receipt, last.to)
  if (closing && receipt) {
    for (const [step, value] of answersOf(checklistCode, kit?.code ?? '', ports[0].serial, chance))
      world.rows.add('checklist_answer', {
        order_id: orderId,
        step,
        value: JSON.stringify(value),
        answered_at: at(closing.occurredOn, minute),
        command_id: receipt.command,
      })
    if (kit && territory)
      useKits(
        world,
        territory.depotId,
        orderId,
        kit.kitTypeId,
        ports.length,
        closing,
        receipt.command,
      )
  }
  if (last.to !== 'cancelled')
    world.scope.set(track.milestoneId, (world.scope.get(track.milestoneId) ?? 0) + ports.length)
}

function countStep(
  { tally }: World,
  what: Counted,
  ports: number,
  from: Step | null,
  step: Step,
): void {
  const { occurredOn, recordedOn } = step
  tally.count(what, `orders:${step.to}`, 1, occurredOn, recordedOn)
  if (from) tally.count(what, `orders:${from.to}`, -1, occurredOn, recordedOn)
  if (step.to === 'planned') tally.count(what, 'scope', ports, occurredOn, recordedOn)
  if (step.to === 'cancelled') tally.count(what, 'scope', -ports, occurredOn, recordedOn)
  if (step.to === 'done') tally.count(what, 'done', ports, occurredOn, recordedOn)
  const before = from?.scheduledOn ?? null
  if (before !== step.scheduledOn) {
    if (before) tally.count(what, 'planned', -ports, before, recordedOn)
    if (step.scheduledOn) tally.count(what, 'planned', ports, step.scheduledOn, recordedOn)
  }
}

function addOrderPort(
  world: World,
  orderId: Id<'WorkOrder'>,
  visit: Visit,
  port: PlacedPort,
  region: string,
  closing: Step | null,
  receipt: Receipt | null,
  state: Step['to'],
): void {
  let connectorId: Id<'Connector'> | null = null
  if (closing && receipt) {
    connectorId = world.ids.next('Connector')
    fitConnector(world, port, connectorId, orderId, visit, region, closing, receipt)
  }
  world.rows.add('work_order_port', {
    order_id: orderId,
    port_id: port.portId,
    track_id: visit.track.trackId,
    kit_type_id: visit.kit?.kitTypeId ?? null,
    outcome: connectorId ? 'fitted' : state === 'cancelled' ? 'cancelled' : 'open',
    connector_id: connectorId,
  })
}

/** The ledger of a fitted port: its new connector, and the one whose place it took. */
function fitConnector(
  world: World,
  port: PlacedPort,
  connectorId: Id<'Connector'>,
  orderId: Id<'WorkOrder'>,
  { kit, track }: Visit,
  region: string,
  closing: Step,
  { command, recordedAt }: Receipt,
): void {
  const { occurredOn, recordedOn } = closing
  world.rows.add('connector', {
    id: connectorId,
    port_id: port.portId,
    standard: 'NACS',
    installed_on: occurredOn,
    installed_command_id: command,
    installed_recorded_at: recordedAt,
    installed_order_id: orderId,
    kit_type_id: kit?.kitTypeId ?? null,
  })
  const level = port.level ?? 'unknown'
  const what: Counted = { milestoneId: null, region, level, family: port.family ?? 'unknown' }
  world.tally.count(what, 'connectors:NACS', 1, occurredOn, recordedOn)
  world.tally.count(what, 'ports_nacs', 1, occurredOn, recordedOn)
  world.fits.push({ level, occurredOn, recordedOn })
  climb(world, connectorId, { ...what, milestoneId: track.milestoneId }, closing, command)
  const gone = port.connectors.find(({ standard }) => standard === kit?.removesStandard)
  if (!gone) return
  world.removals.set(gone.connectorId, { on: occurredOn, command, recordedAt, orderId })
  world.tally.count(what, `connectors:${gone.standard}`, -1, occurredOn, recordedOn)
}

function useKits(
  world: World,
  depotId: Id<'Depot'>,
  orderId: Id<'WorkOrder'>,
  kitTypeId: Id<'KitType'>,
  quantity: number,
  { occurredOn }: Step,
  command: Id<'Command'>,
): void {
  world.rows.add('kit_movement', {
    id: world.ids.next('KitMovement'),
    depot_id: depotId,
    kit_type_id: kitTypeId,
    quantity: -quantity,
    moved_on: occurredOn,
    reason: 'used',
    order_id: orderId,
    command_id: command,
  })
  const key = `${depotId} ${kitTypeId} ${weekOf(occurredOn)}`
  world.kitUse.set(key, (world.kitUse.get(key) ?? 0) + quantity)
}

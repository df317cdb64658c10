import type { Id } from '@changeover/shared/commands'
import { newId } from '@changeover/shared/commands'
import { parseDay, type Day } from '@changeover/shared/time'
import type { Client } from './server.ts'

/** A gate that opened long ago, and a target that is not near. */
export const longOpen = parseDay('2026-01-05')
export const farTarget = parseDay('2035-06-29')

/** Creates the NACS rollout as the form does. */
export async function createRollout(
  manager: Client,
  gates: { ac?: Day; dc?: Day } = {},
): Promise<{ programId: Id<'Program'>; milestoneIds: Id<'Milestone'>[] }> {
  const receipt = await manager.program.createProgram.mutate({
    commandId: newId(),
    data: {
      name: 'NACS rollout',
      templateCode: 'nacs_rollout',
      milestones: [
        { trackCode: 'NACS_AC', gateOn: gates.ac ?? longOpen, targetOn: farTarget },
        { trackCode: 'NACS_DC', gateOn: gates.dc ?? longOpen, targetOn: farTarget },
        { trackCode: 'HOME_KITS', gateOn: longOpen, targetOn: farTarget },
      ],
    },
  })
  return receipt.result
}

/** Adds a crew for AC and DC. */
export async function createCrew(
  manager: Client,
  crew: { name?: string; region?: string; skills?: ('AC' | 'DC' | 'HOME')[] } = {},
): Promise<Id<'Crew'>> {
  const receipt = await manager.orders.createCrew.mutate({
    commandId: newId(),
    data: {
      name: crew.name ?? `Crew ${newId().slice(-6)}`,
      region: crew.region ?? 'US-WA',
      skills: crew.skills ?? ['AC', 'DC'],
      timeZone: 'America/Los_Angeles',
    },
  })
  return receipt.result.crewId
}

/** Makes the orders of the program. */
export async function generateOrders(manager: Client, programId: Id<'Program'>) {
  const receipt = await manager.orders.generate.mutate({
    commandId: newId(),
    data: { programId, milestoneId: null },
  })
  return receipt.result
}

/** Gives orders to a crew for a day. */
export function assignOrders(
  manager: Client,
  crewId: Id<'Crew'>,
  day: Day,
  orderIds: Id<'WorkOrder'>[],
) {
  return manager.orders.assign.mutate({
    commandId: newId(),
    data: { crewId, day, selection: { orderIds } },
  })
}

/** Answers what the checklists of the template require, so that the order can be closed. */
export async function fillChecklist(crew: Client, orderId: Id<'WorkOrder'>): Promise<void> {
  const order = await crew.orders.get.query({ orderId })
  for (const step of order.checklist?.steps ?? []) {
    if (step.when) continue
    if (step.kind === 'photo') {
      await crew.orders.addEvidence.mutate({
        commandId: newId(),
        data: {
          orderId,
          evidenceId: newId(),
          kind: step.evidence,
          sha256: 'ab'.repeat(32),
          takenAt: '2026-11-20T18:00:00Z',
        },
      })
      continue
    }
    const value = { check: true, yes_no: false, choice: 'one_relay', number: 2.8, scan: 'CT-1' }[
      step.kind
    ]
    await crew.orders.answer.mutate({
      commandId: newId(),
      data: { orderId, step: step.key, value },
    })
  }
}

/** Closes an order as its crew does on a day when nothing is unusual. */
export async function closeOrder(
  crew: Client,
  orderId: Id<'WorkOrder'>,
  more: Partial<Parameters<Client['orders']['close']['mutate']>[0]['data']> = {},
): Promise<void> {
  await crew.orders.start.mutate({ commandId: newId(), data: { orderId } })
  await fillChecklist(crew, orderId)
  const { ports } = await crew.orders.get.query({ orderId })
  await crew.orders.close.mutate({
    commandId: newId(),
    data: {
      orderId,
      ports: ports.map(({ id }) => ({ portId: id, outcome: 'fitted', standard: 'NACS' })),
      ...more,
    },
  })
}

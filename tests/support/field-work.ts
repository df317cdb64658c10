import { newId, type Id } from '@changeover/shared/commands'
import { fillChecklist } from './rollout.ts'
import type { Client } from './server.ts'

/** What a crew does on site, as the phone sends it. `occurredAt` is the phone's word for when. */
export interface FieldWork {
  orderId: Id<'WorkOrder'>
  occurredAt?: string | undefined
}

export async function startWork(crew: Client, { orderId, occurredAt }: FieldWork): Promise<void> {
  await crew.orders.start.mutate({ commandId: newId(), occurredAt, data: { orderId } })
}

/** Closes an order that was started: each open port fitted, but for the last `notFitted` of them. */
export async function closeWork(
  crew: Client,
  { orderId, occurredAt }: FieldWork,
  notFitted = 0,
): Promise<void> {
  await fillChecklist(crew, orderId)
  const { ports } = await crew.orders.get.query({ orderId })
  const open = ports.filter(({ outcome }) => outcome === 'open')
  await crew.orders.close.mutate({
    commandId: newId(),
    occurredAt,
    data: {
      orderId,
      ports: open.map(({ id }, index) =>
        index < open.length - notFitted
          ? { portId: id, outcome: 'fitted' as const, standard: 'NACS' as const, removed: [] }
          : { portId: id, outcome: 'not_fitted' as const, reason: 'wrong_hardware' },
      ),
    },
  })
}

import { newId } from '@changeover/shared/commands'
import { addDays, weekOf } from '@changeover/shared/time'
import type { Api } from '../measured-server.ts'
import type { Scene } from './jobs.ts'

type Order = Awaited<ReturnType<Api['orders']['today']['query']>>['orders'][number]

/**
 * A crew's phone: it syncs the two weeks that it holds, then sends what was done at one order, a command
 * after the other as its outbox does: arrived, started, each step of the checklist, done. In one of twenty
 * orders nobody opens the gate. A phone without orders left only syncs.
 */
export function readCrewJob(api: Api, { today }: Scene, random: () => number) {
  const from = weekOf(today)
  const queue: Order[] = []
  let isFirst = true
  return async () => {
    const [{ orders }] = await Promise.all([
      api.orders.today.query({ from, to: addDays(from, 13) }),
      api.program.listKitTypes.query(),
      api.files.policy.query(),
    ])
    if (isFirst) queue.push(...orders.filter(({ state }) => state === 'scheduled'))
    isFirst = false
    const order = queue.pop()
    if (!order) return
    const data = { orderId: order.id }
    await api.orders.arrive.mutate({ commandId: newId(), data })
    if (random() < 0.05) {
      await api.orders.block.mutate({ commandId: newId(), data: { ...data, reason: 'no_access' } })
      return
    }
    await api.orders.start.mutate({ commandId: newId(), data })
    for (const step of order.checklist?.steps ?? []) await takeStep(api, order, step)
    await api.orders.close.mutate({
      commandId: newId(),
      data: {
        ...data,
        ports: order.ports.map(({ id }) => ({ portId: id, outcome: 'fitted', standard: 'NACS' })),
      },
    })
  }
}

type Step = NonNullable<Order['checklist']>['steps'][number]

/** Answers a step as on a day when nothing is unusual; photos are named, their bytes come at night. */
async function takeStep(api: Api, { id: orderId }: Order, step: Step): Promise<void> {
  if (step.when) return
  if (step.kind === 'photo') {
    const photo = {
      kind: step.evidence,
      sha256: 'ab'.repeat(32),
      takenAt: new Date().toISOString(),
    }
    const data = { orderId, evidenceId: newId<'Evidence'>(), ...photo }
    await api.orders.addEvidence.mutate({ commandId: newId(), data })
    return
  }
  const value = { check: true, yes_no: false, choice: 'one_relay', number: 2.8, scan: 'CT-1' }[
    step.kind
  ]
  await api.orders.answer.mutate({ commandId: newId(), data: { orderId, step: step.key, value } })
}

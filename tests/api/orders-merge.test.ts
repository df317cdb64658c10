import { newId, type Id } from '@changeover/shared/commands'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { occurredAt, startCrewDay, workday, type CrewDay } from '../support/crew-day.ts'
import { assignOrders, createCrew, fillChecklist } from '../support/rollout.ts'
import { refusalOf, type Client } from '../support/server.ts'

/** Two people of one crew, each with a phone. */
let { server, manager, crew: first, startedOrder } = {} as CrewDay // Set before the first test.
let second: Client
beforeAll(async () => {
  const day = await startCrewDay()
  ;({ server, manager, crew: first, startedOrder } = day)
  second = await server.signIn('contractor', { crewId: day.crewId })
})
afterAll(() => server.close())

function say(
  who: Client,
  orderId: Id<'WorkOrder'>,
  step: string,
  value: string | boolean,
  about: { basedOn?: Id<'Command'> | null; settles?: Id<'Command'>[] } = { basedOn: null },
) {
  return who.orders.answer.mutate({ commandId: newId(), data: { orderId, step, value, ...about } })
}

async function answerOf(orderId: Id<'WorkOrder'>, step: string) {
  const order = await manager.orders.get.query({ orderId })
  const answer = order.answers.find((one) => one.step === step)
  if (!answer) throw new Error(`No answer to ${step}`)
  return answer
}

describe('two phones of one crew on one order', () => {
  it('answer different steps: both stand', async () => {
    const { orderId } = await startedOrder()
    await say(first, orderId, 'station', '1001')
    await say(second, orderId, 'kit', 'CT4000-NACS')
    const { answers } = await manager.orders.get.query({ orderId })
    expect(answers.map(({ step, rivals }) => [step, rivals])).toEqual([
      ['station', []],
      ['kit', []],
    ])
  })

  it('give the same answer without knowing of each other: nobody is asked', async () => {
    const { orderId } = await startedOrder()
    await say(first, orderId, 'station', '1001')
    expect((await say(second, orderId, 'station', '1001')).result.isRival).toBe(false)
    expect((await answerOf(orderId, 'station')).rivals).toEqual([])
  })

  it('answer the same step differently: both are kept until one of them decides, once', async () => {
    const { orderId } = await startedOrder()
    await say(first, orderId, 'station', '1001')
    expect((await say(second, orderId, 'station', '1002')).result.isRival).toBe(true)
    const open = await answerOf(orderId, 'station')
    expect(open).toMatchObject({ value: '1001', rivals: [{ value: '1002' }] })

    await say(second, orderId, 'station', '1002', {
      basedOn: open.commandId,
      settles: open.rivals.map(({ commandId }) => commandId),
    })
    expect(await answerOf(orderId, 'station')).toMatchObject({ value: '1002', rivals: [] })
    const { entries } = await manager.history.ofRecord.query({
      kind: 'order',
      id: orderId,
      limit: 100,
    })
    expect(
      entries
        .filter(({ kind }) => kind.startsWith('order.answered'))
        .map(({ payload }) => payload.value),
    ).toEqual(['1002', '1002', '1001'])
  })

  it('a phone that corrects its own unseen answer leaves one rival, not two', async () => {
    const { orderId } = await startedOrder()
    await say(first, orderId, 'station', '1001')
    const { commandId } = await say(second, orderId, 'station', '1002')
    await say(second, orderId, 'station', '1003', { basedOn: commandId })
    expect((await answerOf(orderId, 'station')).rivals.map(({ value }) => value)).toEqual(['1003'])
  })

  it('an answer that knows the one it replaces replaces it', async () => {
    const { orderId } = await startedOrder()
    const { commandId } = await say(first, orderId, 'station', '1001')
    await say(second, orderId, 'station', '1002', { basedOn: commandId })
    expect(await answerOf(orderId, 'station')).toMatchObject({ value: '1002', rivals: [] })
  })

  it('both close it: the second is told what stands', async () => {
    const { orderId, portIds } = await startedOrder()
    await fillChecklist(first, orderId)
    const data = {
      orderId,
      ports: [{ portId: portIds[0], outcome: 'fitted' as const, standard: 'NACS' }],
    }
    await first.orders.close.mutate({ commandId: newId(), occurredAt, data })
    expect(
      await refusalOf(second.orders.close.mutate({ commandId: newId(), occurredAt, data })),
    ).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      details: { state: 'done', outcomes: [{ portId: portIds[0], outcome: 'fitted' }] },
    })
  })
})

describe('an order that changed while the crew had no signal', () => {
  it('cancelled: all that the crew did is kept and shown, and the order stays cancelled', async () => {
    const { orderId, portIds } = await startedOrder()
    await manager.orders.cancel.mutate({
      commandId: newId(),
      data: { orderId, reason: 'The site is sold' },
    })
    await fillChecklist(first, orderId)
    const { result } = await first.orders.close.mutate({
      commandId: newId(),
      occurredAt,
      data: { orderId, ports: [{ portId: portIds[0], outcome: 'fitted', standard: 'NACS' }] },
    })
    expect(result).toMatchObject({ state: 'cancelled', isLate: true, portsFitted: 0 })
    const order = await manager.orders.get.query({ orderId })
    expect(order.state).toBe('cancelled')
    expect(order.ports[0]).toMatchObject({ outcome: 'cancelled', standards: ['J1772'] })
    expect(order.answers.length).toBeGreaterThan(3)
    expect(order.evidence).toHaveLength(2)
    expect(order.lateReports).toMatchObject([
      { name: 'orders.close', reason: 'cancelled', data: { ports: [{ outcome: 'fitted' }] } },
    ])
  })

  it('given to another crew: the first crew’s work is kept beside, and moves nothing', async () => {
    const { orderId } = await startedOrder()
    const otherId = await createCrew(manager)
    await manager.orders.undo.mutate({
      commandId: newId(),
      data: {
        commandId: (
          await first.orders.different.mutate({
            commandId: newId(),
            data: { orderId, seen: { description: 'Unclear label' } },
          })
        ).commandId,
      },
    })
    await first.orders.block.mutate({ commandId: newId(), data: { orderId, reason: 'No key' } })
    await assignOrders(manager, otherId, workday, [orderId])
    const { result } = await first.orders.unblock.mutate({ commandId: newId(), data: { orderId } })
    expect(result).toMatchObject({ state: 'scheduled', isLate: true })
    await say(first, orderId, 'station', '1001', {})
    const order = await manager.orders.get.query({ orderId })
    expect(order).toMatchObject({ state: 'scheduled', crew: { id: otherId } })
    expect(order.lateReports).toMatchObject([{ name: 'orders.unblock', reason: 'taken_away' }])
    expect(order.answers).toMatchObject([{ step: 'station', value: '1001' }])

    const others = await server.signIn('crew', { crewId: otherId })
    await say(others, orderId, 'station', '1002', { basedOn: order.answers[0].commandId })
    // Without saying what it saw, a crew that lost the order replaces nothing.
    await say(first, orderId, 'station', '1003', {})
    expect(await answerOf(orderId, 'station')).toMatchObject({
      value: '1002',
      rivals: [{ value: '1003' }],
    })
  })

  it('is still no business of a crew that never had it', async () => {
    const { orderId } = await startedOrder()
    const stranger = await server.signIn('crew', { crewId: await createCrew(manager) })
    await manager.orders.cancel.mutate({
      commandId: newId(),
      data: { orderId, reason: 'The site is sold' },
    })
    expect(await refusalOf(say(stranger, orderId, 'station', '1001'))).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(
      await refusalOf(stranger.orders.start.mutate({ commandId: newId(), data: { orderId } })),
    ).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is refused to a manager as before: nothing of theirs is late', async () => {
    const { orderId } = await startedOrder()
    await manager.orders.cancel.mutate({
      commandId: newId(),
      data: { orderId, reason: 'The site is sold' },
    })
    expect(
      await refusalOf(manager.orders.start.mutate({ commandId: newId(), data: { orderId } })),
    ).toMatchObject({ code: 'ILLEGAL_TRANSITION' })
  })
})

import { newId, type Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCrewDay, type CrewDay } from '../support/crew-day.ts'
import { fillChecklist } from '../support/rollout.ts'
import { refusalOf } from '../support/server.ts'

let { server, manager, crew, startedOrder } = {} as CrewDay // Set before the first test.
beforeAll(async () => {
  ;({ server, manager, crew, startedOrder } = await startCrewDay())
})
afterAll(() => server.close())

/** A close that only waits to be sent. */
async function readyClose() {
  const { orderId, portIds } = await startedOrder()
  await fillChecklist(crew, orderId)
  return {
    commandId: newId<'Command'>(),
    data: {
      orderId,
      ports: [{ portId: portIds[0], outcome: 'fitted' as const, standard: 'NACS' }],
    },
  }
}

async function tracesOf(commandId: Id<'Command'>) {
  const { db } = server.opened.services
  const { rows } = await sql<{ events: number; connectors: number; kits: number }>`
    select (select count(*) from event where command_id = ${commandId}) as events,
      (select count(*) from connector where installed_command_id = ${commandId}) as connectors,
      (select count(*) from kit_movement where command_id = ${commandId}) as kits`.execute(db)
  return rows[0]
}

async function doneSoFar(): Promise<number> {
  const { rows } = await sql<{ sum: number }>`
    select coalesce(sum(quantity), 0) as sum from rollup where measure = 'done'`.execute(
    server.opened.services.db,
  )
  return rows[0].sum
}

describe('a command', () => {
  it('that is sent again is answered with its first receipt and done once', async () => {
    const command = await readyClose()
    const before = await doneSoFar()
    const first = await crew.orders.close.mutate(command)
    expect(await crew.orders.close.mutate(command)).toEqual(first)
    expect(await tracesOf(command.commandId)).toEqual({ events: 1, connectors: 1, kits: 1 })
    expect(await doneSoFar()).toBe(before + 1)
  })

  it('that is sent eight times at once is done once, with one answer for all', async () => {
    const command = await readyClose()
    const before = await doneSoFar()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => crew.orders.close.mutate(command)),
    )
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(await tracesOf(command.commandId)).toEqual({ events: 1, connectors: 1, kits: 1 })
    expect(await doneSoFar()).toBe(before + 1)
  })

  it('with the id of another one is refused', async () => {
    const command = await readyClose()
    await crew.orders.close.mutate(command)
    const other = await readyClose()
    const reused = crew.orders.close.mutate({ ...other, commandId: command.commandId })
    expect(await refusalOf(reused)).toMatchObject({ code: 'COMMAND_REUSED' })
    expect(await manager.orders.get.query({ orderId: other.data.orderId })).toMatchObject({
      state: 'in_progress',
    })
  })

  it('on an older version of the record is a conflict', async () => {
    const command = await readyClose()
    const { version } = await crew.orders.get.query({ orderId: command.data.orderId })
    const stale = crew.orders.close.mutate({ ...command, baseVersion: version - 1 })
    expect(await refusalOf(stale)).toMatchObject({
      code: 'CONFLICT',
      details: { currentVersion: version },
    })
    await crew.orders.close.mutate({ ...command, baseVersion: version })
  })

  it('leaves nothing behind when it is refused, and can be sent again then', async () => {
    const command = await readyClose()
    const { orderId, ports } = command.data
    const before = await doneSoFar()
    const refused = crew.orders.close.mutate({
      ...command,
      data: { orderId, ports: [{ ...ports[0], removed: ['CCS1'] }] },
    })
    expect(await refusalOf(refused)).toMatchObject({ code: 'INVALID' })
    expect(await tracesOf(command.commandId)).toEqual({ events: 0, connectors: 0, kits: 0 })
    expect(await doneSoFar()).toBe(before)
    await crew.orders.close.mutate(command)
  })

  it('whose write the database refuses leaves nothing behind, not even what was sent before it', async () => {
    const command = await readyClose()
    const { orderId, ports } = command.data
    const before = await doneSoFar()
    const unknownKit = crew.orders.close.mutate({
      ...command,
      data: { orderId, ports: [{ ...ports[0], kitTypeId: newId<'KitType'>() }] },
    })
    expect(await refusalOf(unknownKit)).toMatchObject({ code: 'INVALID' })
    expect(await tracesOf(command.commandId)).toEqual({ events: 0, connectors: 0, kits: 0 })
    expect(await doneSoFar()).toBe(before)
    expect(await manager.orders.get.query({ orderId })).toMatchObject({ state: 'in_progress' })
    await crew.orders.close.mutate(command)
  })
})

import { newId, type Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { occurredAt, startCrewDay, workday, type CrewDay } from '../support/crew-day.ts'
import { createCrew, fillChecklist } from '../support/rollout.ts'
import { refusalOf } from '../support/server.ts'

let { server, manager, crew, crewId, startedOrder } = {} as CrewDay // Set before the first test.
let kits: Map<string, Id<'KitType'>>
beforeAll(async () => {
  ;({ server, manager, crew, crewId, startedOrder } = await startCrewDay())
  kits = new Map((await manager.program.listKitTypes.query()).map(({ code, id }) => [code, id]))
})
afterAll(() => server.close())

const kitOf = (code: string) => {
  const kit = kits.get(code)
  if (!kit) throw new Error(`No kit ${code}`)
  return kit
}

async function measures(): Promise<Record<string, number>> {
  const { rows } = await sql<{ measure: string; sum: number }>`
    select measure || ' ' || family as measure, sum(quantity) as sum from rollup group by 1`.execute(
    server.opened.services.db,
  )
  return Object.fromEntries(rows.map(({ measure, sum }) => [measure, sum]))
}

describe('a kit of the program that fits what stands there', () => {
  it('takes the place of the planned one, and the closing uses it', async () => {
    const { orderId, portIds } = await startedOrder()
    const before = await measures()
    const { result } = await crew.orders.different.mutate({
      commandId: newId(),
      occurredAt,
      data: { orderId, seen: { kitTypeId: kitOf('CP6000-NACS') } },
    })
    expect(result).toMatchObject({ effect: 'adapted', state: 'in_progress' })
    const after = await measures()
    expect(
      (after['orders:in_progress CP6000'] ?? 0) - (before['orders:in_progress CP6000'] ?? 0),
    ).toBe(1)
    expect(after['orders:in_progress CT4000'] - before['orders:in_progress CT4000']).toBe(-1)

    const order = await manager.orders.get.query({ orderId })
    expect(order.kits.map(({ code }) => code)).toEqual(['CP6000-NACS'])
    expect(order.observations).toMatchObject([
      { kitName: 'CP6000 Omni Port, NACS', description: null, effect: 'adapted' },
    ])
    await fillChecklist(crew, orderId)
    await crew.orders.close.mutate({
      commandId: newId(),
      occurredAt,
      data: { orderId, ports: [{ portId: portIds[0], outcome: 'fitted', standard: 'NACS' }] },
    })
    const closed = await manager.orders.get.query({ orderId })
    expect(closed.ports[0]).toMatchObject({ outcome: 'fitted', kitTypeId: kitOf('CP6000-NACS') })
  })

  it('brings its own checklist, in the version that the phone went on with', async () => {
    const { orderId } = await startedOrder()
    const { db } = server.opened.services
    const kitTypeId = kitOf('CP6000-NACS')
    await db
      .updateTable('kitType')
      .set({ checklistCode: 'omni_port' })
      .where('id', '=', kitTypeId)
      .execute()
    const steps = JSON.stringify([
      { key: 'latched', kind: 'check', title: 'Latches', isRequired: true },
    ])
    for (const version of [1, 2])
      await db
        .insertInto('checklistTemplate')
        .values({
          id: newId(),
          code: 'omni_port',
          version,
          name: 'Omni Port',
          steps,
          publishedOn: workday,
        })
        .execute()
    await crew.orders.different.mutate({
      commandId: newId(),
      data: { orderId, seen: { kitTypeId, checklistVersion: 1 } },
    })
    expect((await crew.orders.get.query({ orderId })).checklist).toMatchObject({
      code: 'omni_port',
      version: 1,
    })
    const other = await startedOrder()
    await crew.orders.different.mutate({
      commandId: newId(),
      data: { orderId: other.orderId, seen: { kitTypeId } },
    })
    expect((await crew.orders.get.query({ orderId: other.orderId })).checklist).toMatchObject({
      code: 'omni_port',
      version: 2,
    })
    const { checklists } = await crew.orders.today.query({ from: workday, to: workday })
    expect(checklists.find(({ code }) => code === 'omni_port')?.version).toBe(2)
    await db
      .updateTable('kitType')
      .set({ checklistCode: 'ac_retrofit' })
      .where('id', '=', kitTypeId)
      .execute()
  })

  it('is refused when it fits no port of the order', async () => {
    const { orderId } = await startedOrder()
    const refusal = await refusalOf(
      crew.orders.different.mutate({
        commandId: newId(),
        data: { orderId, seen: { kitTypeId: kitOf('CPE250-NACS') } },
      }),
    )
    expect(refusal).toMatchObject({ code: 'INVALID' })
    expect((await manager.orders.get.query({ orderId })).observations).toEqual([])
  })
})

describe('hardware that no kit fits', () => {
  it('goes back to planning with what was seen, and the crew’s later photos still arrive', async () => {
    const { orderId } = await startedOrder()
    const before = await measures()
    const command = {
      commandId: newId<'Command'>(),
      occurredAt,
      data: { orderId, seen: { description: 'An old Coda unit' } },
    }
    const first = await crew.orders.different.mutate(command)
    expect(first.result).toMatchObject({ effect: 'returned', state: 'planned' })
    const after = await measures()
    expect(after['planned CT4000'] - before['planned CT4000']).toBe(-1)
    expect(after['orders:planned CT4000'] - (before['orders:planned CT4000'] ?? 0)).toBe(1)
    // A phone that did not hear the answer asks again.
    expect(await crew.orders.different.mutate(command)).toEqual(first)

    await crew.orders.addEvidence.mutate({
      commandId: newId(),
      data: {
        orderId,
        evidenceId: newId(),
        kind: 'other',
        sha256: 'cd'.repeat(32),
        takenAt: occurredAt,
      },
    })
    const order = await manager.orders.get.query({ orderId })
    expect(order).toMatchObject({ state: 'planned', crew: null, scheduledOn: null })
    expect(order.observations).toMatchObject([
      { description: 'An old Coda unit', effect: 'returned' },
    ])
    expect(order.evidence).toHaveLength(1)
  })

  it('can be taken back by a planner, as any assignment', async () => {
    const { orderId } = await startedOrder()
    const { commandId } = await crew.orders.different.mutate({
      commandId: newId(),
      data: { orderId, seen: { description: 'No label' } },
    })
    await manager.orders.undo.mutate({ commandId: newId(), data: { commandId } })
    expect(await manager.orders.get.query({ orderId })).toMatchObject({
      state: 'in_progress',
      crew: { id: crewId },
      scheduledOn: workday,
    })
  })

  it('is only noted on an order that is closed already', async () => {
    const { orderId, portIds } = await startedOrder()
    await fillChecklist(crew, orderId)
    await crew.orders.close.mutate({
      commandId: newId(),
      occurredAt,
      data: { orderId, ports: [{ portId: portIds[0], outcome: 'fitted', standard: 'NACS' }] },
    })
    const { result } = await crew.orders.different.mutate({
      commandId: newId(),
      data: { orderId, seen: { description: 'Label says CT2000' } },
    })
    expect(result).toMatchObject({ effect: 'noted', state: 'done' })
    expect((await manager.orders.get.query({ orderId })).observations).toHaveLength(1)
  })
})

describe('somebody else', () => {
  it('cannot report a difference: another crew finds nothing, an executive may not', async () => {
    const { orderId } = await startedOrder()
    const stranger = await server.signIn('crew', { crewId: await createCrew(manager) })
    const executive = await server.signIn('executive')
    const data = { orderId, seen: { description: 'Something else' } }
    expect(
      await refusalOf(stranger.orders.different.mutate({ commandId: newId(), data })),
    ).toMatchObject({ code: 'NOT_FOUND' })
    expect(
      await refusalOf(executive.orders.different.mutate({ commandId: newId(), data })),
    ).toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('parts of a closing', () => {
  it('are kept with serials, sides and faults; a faulty kit has left the stock too', async () => {
    const { orderId, portIds } = await startedOrder()
    await fillChecklist(crew, orderId)
    const kitTypeId = kitOf('CT4000-NACS')
    await crew.orders.close.mutate({
      commandId: newId(),
      occurredAt,
      data: {
        orderId,
        ports: [
          {
            portId: portIds[0],
            outcome: 'fitted',
            standard: 'NACS',
            side: 'left',
            kitSerial: 'K-77',
          },
        ],
        parts: [
          {
            partId: newId(),
            kind: 'returned',
            name: 'Kit',
            kitTypeId,
            serial: 'K-76',
            isFaulty: true,
          },
          {
            partId: newId(),
            kind: 'returned',
            name: 'Holster',
            isFaulty: false,
            portId: portIds[0],
          },
        ],
      },
    })
    const order = await manager.orders.get.query({ orderId })
    expect(order.ports[0]).toMatchObject({ kitSerial: 'K-77', kitSide: 'left' })
    expect(order.parts.map(({ name, serial, isFaulty }) => ({ name, serial, isFaulty }))).toEqual([
      { name: 'Holster', serial: null, isFaulty: false },
      { name: 'Kit', serial: 'K-76', isFaulty: true },
    ])
    const { rows } = await sql<{ sum: number }>`
      select sum(quantity) as sum from kit_movement where order_id = ${orderId}`.execute(
      server.opened.services.db,
    )
    expect(Number(rows[0].sum)).toBe(-2)
  })

  it('cannot belong to a port of another order', async () => {
    const { orderId, portIds } = await startedOrder()
    const other = await startedOrder()
    await fillChecklist(crew, orderId)
    const refusal = await refusalOf(
      crew.orders.close.mutate({
        commandId: newId(),
        occurredAt,
        data: {
          orderId,
          ports: [{ portId: portIds[0], outcome: 'fitted', standard: 'NACS' }],
          parts: [
            {
              partId: newId(),
              kind: 'returned',
              name: 'Holster',
              isFaulty: false,
              portId: other.portIds[0],
            },
          ],
        },
      }),
    )
    expect(refusal).toMatchObject({ code: 'INVALID' })
    expect((await manager.orders.get.query({ orderId })).state).toBe('in_progress')
  })
})

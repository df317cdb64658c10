import { newId } from '@changeover/shared/commands'
import type { ChecklistStep } from '@changeover/shared/program'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../support/network.ts'
import { createRollout, generateOrders } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

let server: TestServer
let manager: Client
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
})
afterAll(() => server.close())

const seal: ChecklistStep = { key: 'seal', kind: 'check', title: 'Seal closed', isRequired: true }

function publish(code: string, steps: unknown[], baseVersion?: number, by = manager) {
  const data = { code, name: 'NACS on an AC unit', steps }
  return by.program.publishChecklist.mutate({
    commandId: newId(),
    ...(baseVersion ? { baseVersion } : {}),
    data,
  })
}

describe('checklist templates', () => {
  it('get a new version when they are published; orders that exist keep theirs', async () => {
    const { db } = server.opened.services
    await buildSite(db, { name: 'Before' })
    const { programId } = await createRollout(manager)
    await generateOrders(manager, programId)
    const { versions } = await manager.program.getChecklist.query({ code: 'ac_retrofit' })
    const { result } = await publish('ac_retrofit', [...versions[0].steps, seal], 1)
    expect(result).toEqual({ version: 2 })
    await buildSite(db, { name: 'After' })
    await generateOrders(manager, programId)
    const { rows } = await manager.orders.list.query({})
    const versionOf = async (name: string) => {
      const orderId = rows.find(({ siteName }) => siteName === name)?.id
      if (!orderId) throw new Error(`No order at ${name}`)
      return (await manager.orders.get.query({ orderId })).checklist?.version
    }
    expect(await versionOf('Before')).toBe(1)
    expect(await versionOf('After')).toBe(2)
    const now = await manager.program.getChecklist.query({ code: 'ac_retrofit' })
    expect(now.versions.map(({ version, openOrders }) => [version, openOrders])).toEqual([
      [2, 1],
      [1, 1],
    ])
  })

  it('are not published over somebody else’s newer version, nor without a change', async () => {
    const { versions } = await manager.program.getChecklist.query({ code: 'ac_retrofit' })
    expect(await refusalOf(publish('ac_retrofit', [seal], 1))).toMatchObject({ code: 'CONFLICT' })
    expect(await refusalOf(publish('ac_retrofit', versions[0].steps, 2))).toMatchObject({
      code: 'NOTHING_TO_DO',
    })
  })

  it('say what is wrong: a key twice, a branch on what comes later, a choice of one', async () => {
    const later = { ...seal, key: 'first', when: { step: 'seal', isOneOf: [true] } }
    expect(await refusalOf(publish('wrong', [seal, seal]))).toMatchObject({ code: 'INVALID' })
    expect(await refusalOf(publish('wrong', [later, seal]))).toMatchObject({ code: 'INVALID' })
    expect(
      await refusalOf(publish('wrong', [{ ...seal, kind: 'choice', options: [] }])),
    ).toMatchObject({ code: 'INVALID' })
    expect(await refusalOf(publish('Wrong code', [seal]))).toMatchObject({ code: 'INVALID' })
  })

  it('are made for a kit: new orders with the kit get them', async () => {
    await publish('omni_port', [seal])
    const kits = await manager.program.listKitTypes.query()
    const kit = kits.find(({ code }) => code === 'CP6000-NACS')
    if (!kit) throw new Error('The template has the kit.')
    const data = { kitTypeId: kit.id, code: 'omni_port' }
    await manager.program.setKitChecklist.mutate({ commandId: newId(), data })
    const list = await manager.program.listChecklists.query()
    expect(list.find(({ code }) => code === 'omni_port')).toMatchObject({
      version: 1,
      steps: 1,
      kits: [{ code: 'CP6000-NACS' }],
    })
    const unknown = { kitTypeId: kit.id, code: 'nowhere' }
    expect(
      await refusalOf(
        manager.program.setKitChecklist.mutate({ commandId: newId(), data: unknown }),
      ),
    ).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('are published by managers only', async () => {
    for (const role of ['dispatcher', 'crew', 'executive', 'auditor'] as const) {
      const other = await server.signIn(role)
      expect(await refusalOf(publish('theirs', [seal], undefined, other))).toMatchObject({
        code: 'FORBIDDEN',
      })
    }
  })
})

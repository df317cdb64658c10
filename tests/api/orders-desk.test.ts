import { newId } from '@changeover/shared/commands'
import type { SaveView } from '@changeover/shared/orders'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

let server: TestServer
let ada: Client
let bo: Client
beforeAll(async () => {
  server = await startTestServer()
  ada = await server.signIn('dispatcher')
  bo = await server.signIn('dispatcher')
})
afterAll(() => server.close())

async function keep(by: Client, view: Partial<SaveView>) {
  const receipt = await by.orders.saveView.mutate({
    commandId: newId(),
    data: { name: 'Late in Oregon', query: { state: 'planned', sort: 'dueOn' }, ...view },
  })
  return receipt.result.viewId
}
const namesOf = async (by: Client) => (await by.orders.desk.query()).views.map(({ name }) => name)

describe('views of the orders', () => {
  it('are private until they are shared, with everybody or with the people of a role', async () => {
    const viewId = await keep(ada, {})
    expect(await namesOf(ada)).toEqual(['Late in Oregon'])
    expect(await namesOf(bo)).toEqual([])
    await keep(ada, { viewId, sharedWith: 'dispatcher' })
    expect(await namesOf(bo)).toEqual(['Late in Oregon'])
    expect(await namesOf(await server.signIn('executive'))).toEqual([])
    await keep(ada, { viewId, sharedWith: 'everybody', columns: ['crew', 'dueOn', 'crew'] })
    const seen = await (await server.signIn('auditor')).orders.desk.query()
    expect(seen.views).toMatchObject([
      {
        id: viewId,
        version: 3,
        isMine: false,
        ownerName: 'Test dispatcher',
        columns: ['crew', 'dueOn'],
      },
    ])
  })

  it('are renamed and deleted by their owner only, and never over a newer version', async () => {
    const viewId = await keep(ada, { name: 'Mine', sharedWith: 'everybody' })
    expect(await refusalOf(keep(bo, { viewId, name: 'Bo’s now' }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    const remove = { commandId: newId(), data: { viewId } }
    expect(await refusalOf(bo.orders.deleteView.mutate(remove))).toMatchObject({
      code: 'NOT_FOUND',
    })
    await keep(ada, { viewId, name: 'Still mine', sharedWith: 'everybody' })
    const stale = { commandId: newId(), baseVersion: 1, data: { viewId } }
    expect(await refusalOf(ada.orders.deleteView.mutate(stale))).toMatchObject({ code: 'CONFLICT' })
    expect(await namesOf(bo)).toContain('Still mine')
    await ada.orders.deleteView.mutate({ commandId: newId(), data: { viewId } })
    expect(await namesOf(bo)).not.toContain('Still mine')
  })

  it('keep columns and the first view for each person apart', async () => {
    await ada.orders.arrangeDesk.mutate({
      commandId: newId(),
      data: { columns: ['priority', 'crew'] },
    })
    await ada.orders.arrangeDesk.mutate({ commandId: newId(), data: { defaultView: 'blocked' } })
    expect(await ada.orders.desk.query()).toMatchObject({
      columns: ['priority', 'crew'],
      defaultView: 'blocked',
    })
    expect(await bo.orders.desk.query()).toMatchObject({ columns: null, defaultView: null })
  })

  it('are nothing that an auditor or a crew keeps', async () => {
    for (const role of ['auditor', 'crew'] as const)
      expect(await refusalOf(keep(await server.signIn(role), {}))).toMatchObject({
        code: 'FORBIDDEN',
      })
  })
})

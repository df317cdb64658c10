import { newId, type Id } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../support/network.ts'
import { assignOrders, createCrew, createRollout, generateOrders } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

type SignedIn = Client & { cookie: string }

let server: TestServer
let manager: SignedIn
let dispatcher: SignedIn
let crewId: Id<'Crew'>
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  dispatcher = await server.signIn('dispatcher', { regions: ['US-OR'] })
  const { db } = server.opened.services
  for (const name of ['Alder', '=1+2', 'Cedar, "East"']) await buildSite(db, { name })
  await buildSite(db, { name: 'Elm', region: 'US-OR' })
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
  crewId = await createCrew(manager, { name: '-North', region: 'US-WA' })
  const { rows } = await manager.orders.list.query({ filter: { regions: ['US-WA'] } })
  await assignOrders(manager, crewId, parseDay('2026-11-23'), [rows[0].id])
})
afterAll(() => server.close())

async function download(by: { cookie: string }, filter: object = {}): Promise<string> {
  const query = new URLSearchParams({ filter: JSON.stringify(filter) })
  const response = await fetch(`${server.url}/api/orders/export.csv?${query}`, {
    headers: { cookie: by.cookie },
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-disposition')).toMatch(/work-orders-.*\.csv/)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer())
}

async function upload(by: { cookie: string }, text: string): Promise<Id<'Upload'>> {
  const response = await fetch(`${server.url}/api/files/orders`, {
    method: 'POST',
    headers: { cookie: by.cookie, origin: server.url, 'content-type': 'application/octet-stream' },
    body: text,
  })
  expect(response.status).toBe(200)
  const { id } = (await response.json()) as { id: Id<'Upload'> } // Our own route's answer.
  return id
}

const preview = async (text: string, by: SignedIn = manager) =>
  by.orders.previewImport.mutate({ uploadId: await upload(by, text) })
const bring = async (text: string, onlyGood = false, by: SignedIn = manager) =>
  by.orders.import.mutate({
    commandId: newId(),
    data: { uploadId: await upload(by, text), onlyGood },
  })

describe('orders as a file', () => {
  it('has a line for each order of the filter, and no formula', async () => {
    const text = await download(manager, { regions: ['US-WA'] })
    expect(text.startsWith('\uFEFFOrder,')).toBe(true)
    const lines = text.trim().split('\r\n').slice(1)
    expect(text).toContain(",'=1+2,")
    expect(text).toContain(",'-North,2026-11-23,")
    expect(text).toContain(',"Cedar, ""East""",')
    expect(lines).toHaveLength(3)
  })

  it('comes back to no change', async () => {
    const text = await download(manager)
    expect(await preview(text)).toMatchObject({ rows: 4, unchanged: 4, orders: 0, problems: [] })
    expect(await refusalOf(bring(text))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  it('changes what was changed in it, atomically, and is taken back in one command', async () => {
    const { rows } = await manager.orders.list.query({ filter: { regions: ['US-WA'] } })
    const text = [
      'Priority,Order,Due on,Crew,Scheduled on',
      `1,${rows[1].number},2026-12-24,'-North,2026-12-01`,
      `3,#${rows[0].number},${rows[0].dueOn},,`,
    ].join('\r\n')
    const seen = await preview(text)
    expect(seen).toMatchObject({ rows: 2, orders: 2, unchanged: 0, problems: [] })
    expect(seen.fields).toContainEqual({ field: 'priority', count: 1 })
    const receipt = await bring(text)
    expect(receipt.result).toEqual({ changed: 2, leftOut: 0 })
    const after = await manager.orders.list.query({ filter: { regions: ['US-WA'] } })
    expect(after.rows[1]).toMatchObject({
      priority: 1,
      dueOn: '2026-12-24',
      crewName: '-North',
      scheduledOn: '2026-12-01',
      state: 'scheduled',
    })
    expect(after.rows[0]).toMatchObject({ crewName: null, scheduledOn: null, state: 'planned' })
    await manager.orders.undo.mutate({
      commandId: newId(),
      data: { commandId: receipt.commandId },
    })
    const restored = await manager.orders.list.query({ filter: { regions: ['US-WA'] } })
    expect(restored.rows.map(({ version: _version, ...row }) => row)).toEqual(
      rows.map(({ version: _version, ...row }) => row),
    )
  })

  it('tells every error at once and then changes nothing, or only the good rows when asked', async () => {
    const { rows } = await manager.orders.list.query({})
    const text = [
      'Order,Due on,Priority,Crew,Kit,Milestone',
      `${rows[0].number},tomorrow,9,,,NACS AC`,
      `${rows[1].number},,3,Nobody,No kit,Nowhere`,
      '999999,,3,,,NACS AC',
      'none,,3,,,NACS AC',
      `${rows[2].number},,2,,CPE250-NACS,NACS AC`,
      `${rows[3].number},,2,,CT4000-NACS,NACS AC`,
      `${rows[3].number},,1,,CT4000-NACS,NACS AC`,
    ].join('\n')
    const { errors, orders } = await preview(text)
    expect(errors.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '2 BAD_DAY',
      '2 BAD_PRIORITY',
      '3 UNKNOWN_MILESTONE',
      '3 UNKNOWN_KIT',
      '3 UNKNOWN_CREW',
      '4 UNKNOWN_ORDER',
      '5 NO_NUMBER',
      '6 WRONG_KIT',
      '8 TWICE',
    ])
    expect(orders).toBe(1)
    expect(await refusalOf(bring(text))).toMatchObject({ code: 'IMPORT_HAS_ERRORS' })
    expect(await manager.orders.count.query({ filter: { priority: 2 } })).toMatchObject({
      total: 0,
    })
    expect((await bring(text, true)).result).toEqual({ changed: 1, leftOut: 6 })
  })

  it('asks about a column that it does not know instead of passing over it', async () => {
    const seen = await preview('Order,Prority\n1,1\n')
    expect(seen.errors).toEqual([
      { line: 1, number: null, code: 'UNKNOWN_COLUMN', column: 'Prority', value: null },
    ])
    expect(await refusalOf(bring('Order,Prority\n1,1\n', true))).toMatchObject({
      code: 'IMPORT_HAS_ERRORS',
    })
  })

  it('never writes an old file over newer work', async () => {
    const { rows } = await manager.orders.list.query({})
    const [first] = rows
    const old = `Order,Version,Priority\n${first.number},${first.version},5\n`
    await bring(`Order,Due on\n${first.number},2027-01-15\n`)
    expect((await preview(old)).errors).toMatchObject([{ line: 2, code: 'STALE' }])
  })

  it('refuses what is no CSV', async () => {
    expect(await refusalOf(preview(''))).toMatchObject({ code: 'FILE_UNREADABLE' })
    expect(await refusalOf(preview('Order,"x\n1'))).toMatchObject({ code: 'FILE_UNREADABLE' })
    expect(await refusalOf(preview('Site\nAlder'))).toMatchObject({ code: 'FILE_UNREADABLE' })
  })

  it('shows and changes nothing outside somebody’s regions', async () => {
    const text = await download(dispatcher)
    expect(text.trim().split('\r\n')).toHaveLength(2)
    expect(text).toContain('Elm')
    const { rows } = await manager.orders.list.query({ filter: { regions: ['US-WA'] } })
    const seen = await preview(`Order,Priority\n${rows[0].number},1\n`, dispatcher)
    expect(seen.errors).toMatchObject([{ code: 'UNKNOWN_ORDER' }])
  })

  it('is for the office: crews get no export, auditors bring nothing', async () => {
    const asked = async (path: string, method: string, role: 'crew' | 'auditor' | null) => {
      const cookie = role ? (await server.signIn(role)).cookie : ''
      const response = await fetch(`${server.url}${path}`, {
        method,
        headers: { cookie, origin: server.url, 'content-type': 'application/octet-stream' },
        body: method === 'POST' ? 'Order\n1' : null,
      })
      return response.status
    }
    expect(await asked('/api/orders/export.csv', 'GET', 'crew')).toBe(403)
    expect(await asked('/api/orders/export.xlsx', 'GET', null)).toBe(401)
    expect(await asked('/api/orders/export.csv?filter=%7B', 'GET', 'auditor')).toBe(400)
    expect(await asked('/api/files/orders', 'POST', 'auditor')).toBe(403)
  })
})

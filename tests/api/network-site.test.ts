import { newId, type Id } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import {
  assignOrders,
  createCrew,
  createRollout,
  fillChecklist,
  generateOrders,
} from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv } from '../support/stations.ts'
import { importText } from '../support/upload.ts'

type Person = Client & { cookie: string }
const dc = {
  'EV Level2 EVSE Num': '',
  'EV DC Fast Count': '1',
  'EV Connector Types': 'CHADEMO J1772COMBO',
}
const pine = { ID: '1', 'Station Name': 'PINE', 'Street Address': '1 Pine St', ...dc }
const cedar = {
  ID: '2',
  'Station Name': 'CEDAR',
  'Street Address': '2 Cedar St',
  Latitude: '47.70',
  ...dc,
}

let server: TestServer
let manager: Person
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  await importText(server, manager, stationCsv(pine, cedar))
  await sql`update station set kit_family = 'CPE250'`.execute(server.opened.services.db)
})
afterAll(() => server.close())

async function siteOf(search: string) {
  const { sites } = await manager.network.listSites.query({ search })
  return manager.network.getSite.query({ siteId: sites[0].id })
}

describe('the site’s page', () => {
  it('shows what is planned, and after the closing what came, by whom, with which kit and order', async () => {
    const { programId } = await createRollout(manager)
    await generateOrders(manager, programId)
    const before = await siteOf('pine')
    const [port] = before.stations[0].ports
    expect(port.planned).toMatchObject({ standard: 'NACS', removes: 'CHADEMO' })
    const crewId = await createCrew(manager)
    const crew = await server.signIn('crew', { crewId })
    const orderId = before.orders[0].id
    await assignOrders(manager, crewId, parseDay('2026-11-20'), [orderId])
    const at = { occurredAt: '2026-11-20T20:00:00Z' }
    await crew.orders.start.mutate({ ...command({ orderId }), ...at })
    await fillChecklist(crew, orderId)
    await crew.orders.close.mutate({
      ...command({
        orderId,
        ports: [
          { portId: port.id, outcome: 'fitted' as const, standard: 'NACS', removed: ['CHADEMO'] },
        ],
      }),
      ...at,
    })
    const [after] = (await siteOf('pine')).stations[0].ports
    expect(after.planned).toBeNull()
    const entry = (standard: string) => after.connectors.find((each) => each.standard === standard)
    expect(entry('CHADEMO')).toMatchObject({
      removedOn: '2026-11-20',
      removedOrderId: orderId,
      removedBy: 'Test crew',
    })
    expect(entry('NACS')).toMatchObject({
      installedOn: '2026-11-20',
      installedOrderId: orderId,
      installedBy: 'Test crew',
    })
    expect(entry('NACS')?.kit).toContain('250')
  })
})

describe('the drift check', () => {
  it('lists what we did and the public list does not show, and the reverse, with ages', async () => {
    const ours = await manager.network.drift.query({ kind: 'not_listed' })
    expect(ours.counts).toEqual({ not_listed: 1, not_ours: 0 })
    expect(ours.rows).toMatchObject([{ sourceId: '1', since: '2026-11-20', ports: 1 }])

    const types = 'CHADEMO J1772COMBO TESLA'
    await importText(
      server,
      manager,
      stationCsv(
        { ...pine, 'EV Connector Types': types },
        { ...cedar, 'EV Connector Types': types },
      ),
    )
    const theirs = await manager.network.drift.query({ kind: 'not_ours' })
    expect(theirs.counts).toEqual({ not_listed: 0, not_ours: 1 })
    expect(theirs.rows).toMatchObject([{ sourceId: '2', days: 0, isNotSeen: false }])

    await importText(server, manager, stationCsv({ ...cedar, 'EV Connector Types': types }))
    const gone = await manager.network.drift.query({ kind: 'not_listed' })
    expect(gone.rows).toMatchObject([{ sourceId: '1', isNotSeen: true }])
    const found = async (search: string) =>
      (await manager.network.drift.query({ kind: 'not_listed', search })).rows.length
    expect(await found(gone.rows[0].station.toUpperCase())).toBe(1)
    expect(await found(gone.rows[0].site.slice(1))).toBe(1)
    expect(await found('%')).toBe(0)
    expect(await found('nowhere at all')).toBe(0)
    const old = await manager.network.drift.query({ kind: 'not_listed', minDays: 9_999 })
    expect(old).toMatchObject({ counts: { not_listed: 0 }, rows: [] })
  })

  it('shows nobody a region that is not theirs', async () => {
    const oregon = await server.signIn('program_manager', { regions: ['US-OR'] })
    const { counts } = await oregon.network.drift.query({ kind: 'not_listed' })
    expect(counts).toEqual({ not_listed: 0, not_ours: 0 })
    const crew = await server.signIn('crew')
    const call = crew.network.drift.query({ kind: 'not_listed' })
    expect((await refusalOf(call)).code).toBe('FORBIDDEN')
  })
})

describe('a drawn area', () => {
  it('filters list and map by the area itself, not by its box', async () => {
    const corner = [-122.3301, 47.6038] as [number, number]
    const triangle: [number, number][] = [
      [-122.34, 47.6],
      [-122.32, 47.6],
      [-122.34, 47.72],
    ]
    expect((await manager.network.listSites.query({ area: triangle })).sites).toMatchObject([
      { name: 'PINE' },
    ])
    const around = [-0.01, 0.01].flatMap((lat) =>
      [-0.01, 0.01].map((lon): [number, number] => [
        corner[0] + lon * Math.sign(lat),
        corner[1] + lat,
      ]),
    )
    expect((await manager.network.mapSites.query({ area: around })).ids).toHaveLength(1)
    const line = manager.network.listSites.query({ area: triangle.slice(0, 2) })
    expect((await refusalOf(line)).code).toBe('INVALID')
  })
})

describe('a file of a site', () => {
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF')
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

  const put = (bytes: Buffer<ArrayBuffer>, person: Person = manager, sha256 = hash(bytes)) =>
    fetch(`${server.url}/api/network/files/${sha256}`, {
      method: 'PUT',
      headers: { cookie: person.cookie, 'content-type': 'application/octet-stream' },
      body: bytes,
    })
  const get = (fileId: Id<'SiteFile'>, person: Person = manager) =>
    fetch(`${server.url}/api/network/files/${fileId}`, { headers: { cookie: person.cookie } })

  it('is attached, read, taken off and put back', async () => {
    const site = await siteOf('pine')
    expect(await (await put(pdf)).json()).toMatchObject({ contentType: 'application/pdf' })
    const file = {
      siteId: site.id,
      fileId: newId<'SiteFile'>(),
      sha256: hash(pdf),
      fileName: 'Permit «Pine».pdf',
      kind: 'permit' as const,
      note: 'Until June',
    }
    await manager.network.attachFile.mutate(command(file))
    expect((await siteOf('pine')).files).toMatchObject([
      {
        fileName: 'Permit «Pine».pdf',
        kind: 'permit',
        bytes: pdf.length,
        by: 'Test program_manager',
      },
    ])
    const read = await get(file.fileId)
    expect(Buffer.from(await read.arrayBuffer())).toEqual(pdf)
    expect(read.headers.get('content-security-policy')).toContain('sandbox')
    const ref = { fileId: file.fileId }
    await manager.network.detachFile.mutate(command(ref))
    expect((await siteOf('pine')).files).toEqual([])
    expect((await get(file.fileId)).status).toBe(404)
    await manager.network.reattachFile.mutate(command(ref))
    expect((await siteOf('pine')).files).toHaveLength(1)
    const oregon = await server.signIn('dispatcher', { regions: ['US-OR'] })
    expect((await get(file.fileId, oregon)).status).toBe(404)
    const elsewhere = oregon.network.attachFile.mutate(
      command({ ...file, fileId: newId<'SiteFile'>() }),
    )
    expect((await refusalOf(elsewhere)).code).toBe('NOT_FOUND')
  })

  it('is told by its content: a script with a permit’s name stays out', async () => {
    const page = Buffer.from('<script>alert(1)</script>')
    const refused = await put(page)
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({ error: 'FILE_REFUSED' })
    expect((await put(pdf, manager, hash(page))).status).toBe(422)
    const executive = await server.signIn('executive')
    expect((await put(pdf, executive)).status).toBe(403)
    const site = await siteOf('pine')
    const never = manager.network.attachFile.mutate(
      command({
        siteId: site.id,
        fileId: newId<'SiteFile'>(),
        sha256: hash(page),
        fileName: 'permit.pdf',
        kind: 'permit' as const,
      }),
    )
    expect((await refusalOf(never)).code).toBe('NOT_FOUND')
  })
})

import { newId, type Id } from '@changeover/shared/commands'
import { inputListNames } from '@changeover/shared/planning'
import { parse } from 'csv-parse/sync'
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../support/network.ts'
import { createCrew } from '../support/rollout.ts'
import { stationCsv } from '../support/stations.ts'
import { upload } from '../support/upload.ts'
import { startAttacked, type Attacked } from './attacked.ts'

/** Names that are harmless here and act where a file is opened: in a spreadsheet, a header, a calendar. */
const FORMULAS = [
  `=HYPERLINK("https://elsewhere.example","Site")`,
  `+1+cmd|'/c calc'!A1`,
  `-2+3+cmd|'/c calc'!A1`,
  `@SUM(1+1)*cmd|'/c calc'!A1`,
  `\t=1+1`,
  `\r=1+1`,
  `\n=1+1`,
  `＝1+1`,
  `'=1+1`,
  `a","=1+1`,
]
const LINES = 'Oak\r\nset-cookie: stolen=1\r\n\r\n<script>alert(1)</script>'

let attacked: Attacked
let server: Attacked['server']
let siteId: Id<'Site'>
beforeAll(async () => {
  attacked = await startAttacked()
  server = attacked.server
  for (const name of [...FORMULAS, LINES]) {
    const built = await buildSite(server.opened.services.db, { name })
    siteId = built.siteId
  }
  const crewId = await createCrew(attacked.manager, { name: FORMULAS[0] })
  await server.opened.services.pool.query('update work_order set crew_id = $1', [crewId])
})
afterAll(() => attacked.close())

const get = (path: string) =>
  fetch(`${server.url}${path}`, { headers: { cookie: attacked.manager.cookie } })

/** Every cell that a spreadsheet would work out instead of showing. */
function formulasIn(csv: string): string[] {
  const rows = parse(csv, { bom: true, relax_column_count: true })
  return rows
    .flat()
    .filter((cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && Number.isNaN(Number(cell)))
}

describe('a formula as a name', () => {
  it.each([
    '/api/network/sites.csv',
    '/api/network/stations.csv',
    '/api/orders/export.csv',
    '/api/orders/returns.csv',
  ])('in %s: text', async (path) => {
    const response = await get(path)
    expect(response.status).toBe(200)
    expect(formulasIn(await response.text())).toEqual([])
  })

  it.each(inputListNames)('in the list %s: text', async (list) => {
    expect(formulasIn(await attacked.manager.inputs.exportCsv.query({ list }))).toEqual([])
  })

  it('in the rows that an import rejected: text', async () => {
    const file = stationCsv(
      ...FORMULAS.map((name, index) => ({
        ID: String(index),
        'Station Name': name,
        Latitude: 'nowhere',
      })),
    )
    const uploadId = await upload(server, attacked.manager, file)
    const response = await attacked.post(
      `/api/files/upload/${uploadId}/rejected.csv`,
      JSON.stringify({ network: 'ChargePoint Network' }),
      { cookie: attacked.manager.cookie, origin: server.url },
    )
    const text = await response.text()
    expect(text).toContain('HYPERLINK')
    expect(formulasIn(text)).toEqual([])
  })

  it('in sites.xlsx: a cell of text, not of a formula', async () => {
    const workbook = new Uint8Array(await (await get('/api/network/sites.xlsx')).arrayBuffer())
    const uploadId = await upload(server, attacked.manager, workbook, 'sites.xlsx')
    // A workbook with formulas is refused when it is read.
    const found = await attacked.manager.network.inspectUpload.query({ uploadId })
    expect(found.header).toContain('Name')
    expect(JSON.stringify(found)).not.toContain('HAS_FORMULAS')
  })
})

describe('line ends in a name', () => {
  it.each(['/api/network/sites.csv', '/api/orders/export.csv', '/api/orders/export.xlsx'])(
    'in %s: no header of the answer',
    async (path) => {
      const response = await get(path)
      expect(response.headers.getSetCookie()).toEqual([])
      expect(response.headers.get('content-disposition')).toMatch(
        /^attachment; filename="[\w.-]+"$/,
      )
    },
  )

  it('in the name of a crew: no line of its calendar', async () => {
    const crewId = await createCrew(attacked.manager, {
      name: 'North\r\nATTENDEE:mailto:x@example.org',
    })
    const secret = randomBytes(32).toString('base64url')
    const secretSha256 = createHash('sha256').update(secret).digest('hex')
    await attacked.manager.orders.createFeed.mutate({
      commandId: newId(),
      data: { crewId, name: 'Phone', secretSha256 },
    })
    const calendar = await (await get(`/api/feeds/${secret}.ics`)).text()
    expect(calendar).toContain('X-WR-CALNAME:North')
    expect(calendar).not.toMatch(/^ATTENDEE/m)
  })

  it('in the name of an upload: no header of the answer', async () => {
    const response = await attacked.post('/api/files/upload', 'a,b\n1,2\n', {
      cookie: attacked.manager.cookie,
      origin: server.url,
      'content-type': 'application/octet-stream',
      'x-file-name': encodeURIComponent('x.csv\r\nset-cookie: stolen=1'),
    })
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('and quotes in the name of a site’s file: part of the name', async () => {
    const pdf = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF')
    const sha256 = createHash('sha256').update(pdf).digest('hex')
    await fetch(`${server.url}/api/network/files/${sha256}`, {
      method: 'PUT',
      headers: { cookie: attacked.manager.cookie, origin: server.url },
      body: pdf,
    })
    const fileId = newId<'SiteFile'>()
    const fileName = 'a"; filename="x.html\r\nset-cookie: stolen=1.pdf'
    await attacked.manager.network.attachFile.mutate({
      commandId: newId(),
      data: { siteId, fileId, sha256, fileName, kind: 'permit' },
    })
    const response = await get(`/api/network/files/${fileId}`)
    expect(response.status).toBe(200)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(response.headers.get('content-disposition')).toBe(
      `inline; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    )
  })
})

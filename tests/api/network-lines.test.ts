import { newId } from '@changeover/shared/commands'
import type { LineKind, LinePage } from '@changeover/shared/network'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv, type StationCells } from '../support/stations.ts'
import { upload } from '../support/upload.ts'

/** What an import would do, site by site. */
let server: TestServer
let manager: Client & { cookie: string }
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
})
afterAll(() => server.close())

/** A station at a place of its own, some kilometres from the next. */
function placed(ID: string, more: Partial<StationCells> = {}): StationCells {
  const step = Number(ID) / 20
  return {
    ID,
    'Station Name': `STATION ${ID}`,
    'Street Address': `${ID} Main St`,
    Latitude: String(46 + step),
    ...more,
  }
}

const first = ['1', '2', '3', '4', '5', '6', '7'].map((id) => placed(id))

const second = [
  placed('1'),
  placed('2', { 'Station Name': 'RENAMED' }),
  placed('3', { Latitude: '46.18' }),
  placed('4', { 'Street Address': '400 Other St' }),
  placed('5', { 'EV Level2 EVSE Num': '4' }),
  placed('6', { 'Station Phone': '800-000-0000' }),
  placed('6', { ID: '60', 'Station Name': 'STATION 6 B' }),
  placed('9'),
]

describe('a preview', () => {
  let uploadId: Awaited<ReturnType<typeof upload>>

  it('counts the sites of each kind of change', async () => {
    const firstId = await upload(server, manager, stationCsv(...first))
    await manager.network.import.mutate({ commandId: newId(), data: { uploadId: firstId } })
    uploadId = await upload(server, manager, stationCsv(...second))
    const { lineCounts, counts } = await manager.network.previewImport.query({ uploadId })
    expect(Object.fromEntries(lineCounts.map(({ kind, count }) => [kind, count]))).toEqual({
      created: 1,
      extended: 1,
      moved: 1,
      renamed: 1,
      readdressed: 1,
      ports_changed: 1,
      changed: 1,
      not_seen: 1,
      unchanged: 1,
    })
    expect(counts.stations).toMatchObject({ created: 2, portsChanged: 1, changed: 1, unchanged: 1 })
  })

  const expected: [kind: LineKind, site: string, fields: string[]][] = [
    ['renamed', 'STATION 2', ['STATION 2 → RENAMED']],
    ['moved', 'STATION 3', ['46.15 → 46.18']],
    ['readdressed', 'STATION 4', ['4 Main St → 400 Other St']],
    ['ports_changed', 'STATION 5', ['L2 J1772, L2 J1772 → L2 J1772, L2 J1772, L2 J1772, L2 J1772']],
    ['not_seen', 'STATION 7', []],
    ['unchanged', 'STATION 1', []],
  ]
  it.each(expected)('lists what is %s, with before and after', async (kind, site, changes) => {
    const { lines, total } = await linesOf(kind)
    expect(total).toBe(1)
    expect(lines[0].name).toContain(site)
    const fields = lines[0].changes.flatMap((change) => change.fields)
    expect(fields.map(({ before, after }) => `${before} → ${after}`)).toEqual(changes)
  })

  it('says of a new site why its stations are one, and of an old one which station it gets', async () => {
    const created = await linesOf('created')
    expect(created.lines).toMatchObject([{ id: null, stations: 1, because: { rule: 'ALONE' } }])
    const extended = await linesOf('extended')
    expect(extended.lines[0].kinds).toEqual(expect.arrayContaining(['extended', 'changed']))
    expect(extended.lines[0].changes.map(({ key }) => key)).toEqual(['60', '6'])
  })

  it('is paged: every line once, in the same order', async () => {
    const names: string[] = []
    for (let after: number | null = 0; after !== null;) {
      const request: { request: { uploadId: typeof uploadId }; page: object } = {
        request: { uploadId },
        page: { after, limit: 3 },
      }
      const page: LinePage = await manager.network.listPreviewLines.query(request)
      expect(page.total).toBe(8)
      names.push(...page.lines.map(({ name }) => name))
      after = page.next
    }
    expect(names).toHaveLength(8)
    expect(new Set(names).size).toBe(8)
  })

  it('shows its lines to nobody who may not import, and none of other regions', async () => {
    const request = { request: { uploadId } }
    const executive = await server.signIn('executive')
    const refused = executive.network.listPreviewLines.query(request)
    expect((await refusalOf(refused)).code).toBe('FORBIDDEN')
    const oregon = await server.signIn('program_manager', { regions: ['US-OR'] })
    const hidden = oregon.network.listPreviewLines.query(request)
    expect((await refusalOf(hidden)).code).toBe('NOT_FOUND')
  })

  it('is what then happens: ports are added, and nothing that stands is deleted', async () => {
    const before = await manager.network.summary.query()
    const { result } = await manager.network.import.mutate({
      commandId: newId(),
      data: { uploadId },
    })
    expect(result.counts.sites).toEqual({ created: 1, extended: 1 })
    const after = await manager.network.summary.query()
    expect(after).toMatchObject({ sites: before.sites + 1, stations: before.stations + 2 })
    const data = { importId: result.importId ?? newId<'Import'>() }
    await manager.network.undoImport.mutate({ commandId: newId(), data })
    expect(await manager.network.summary.query()).toEqual(before)
  })

  function linesOf(kind: LineKind) {
    return manager.network.listPreviewLines.query({ request: { uploadId }, page: { kind } })
  }
})

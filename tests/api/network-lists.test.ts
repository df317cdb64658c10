import { createPool } from '@changeover/server/db/database'
import { newId, type Id } from '@changeover/shared/commands'
import type { ListRequest } from '@changeover/shared/network'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRollout, generateOrders } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv } from '../support/stations.ts'
import { csvOf } from '../support/tables.ts'
import { upload } from '../support/upload.ts'

/** Files that are joined by a key: an owner's hardware file, and orders of home kits. */
let server: TestServer
let manager: Client & { cookie: string }
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  const uploadId = await upload(server, manager, stationCsv({ ID: '1' }, { ID: '2' }, oregon))
  await manager.network.import.mutate({ commandId: newId(), data: { uploadId } })
})
afterAll(() => server.close())

const oregon = {
  ID: '3',
  State: 'OR',
  City: 'Portland',
  ZIP: '97201',
  Latitude: '45.52',
  Longitude: '-122.68',
}

async function importList(
  kind: ListRequest['kind'],
  text: string,
  person: Client & { cookie: string } = manager,
) {
  const uploadId = await upload(server, person, text, 'list.csv')
  const found = await person.network.inspectUpload.query({ uploadId })
  expect(found.kind).toBe(kind)
  const preview = await person.network.previewList.query({ uploadId, kind })
  const data = { uploadId, kind }
  const { result } = await person.network.importList.mutate({ commandId: newId(), data })
  expect(result.counts).toEqual(preview.counts)
  return { preview, uploadId, ...result }
}

const undo = (importId: Id<'Import'> | null) =>
  manager.network.undoImport.mutate({
    commandId: newId(),
    data: { importId: importId as Id<'Import'> }, // The callers have just been told this id.
  })

/** Rows of the database, for what no screen shows. */
async function query(text: string): Promise<Record<string, unknown>[]> {
  const pool = createPool(server.connection, { max: 1 })
  const { rows } = await pool.query<Record<string, unknown>>(text)
  await pool.end()
  return rows
}

const hardwareOf = (id: string) =>
  query(`select model, serial, kit_family, is_funded from station where source_id = '${id}'`)
const fundedPorts = () =>
  query('select count(*)::int as n from port where is_funded').then(([row]) => row.n)
const families = () =>
  query(`select family, sum(quantity)::int as n from rollup where measure = 'ports'
    group by 1 having sum(quantity) <> 0 order by 1`)

const hardware = csvOf(
  ['Station ID', 'Model', 'Serial Number', 'Kit family', 'Funding'],
  ['1', 'CPE250', '213300017', 'E250', 'NEVI'],
  ['2', 'CT4021', '', 'CT4000', ''],
  ['77', 'CT4021', '1900', 'CT4000', ''],
)

describe('an owner\u2019s hardware file', () => {
  let first: Awaited<ReturnType<typeof importList>>

  it('is joined to stations by their ids; ids that nobody knows are listed', async () => {
    first = await importList('station_details', hardware)
    expect(first.counts).toMatchObject({ changed: 2, unmatched: 1, created: 0 })
    const page = await manager.network.listPreviewLines.query({
      request: { uploadId: first.uploadId, kind: 'station_details' },
      page: { kind: 'unmatched' },
    })
    expect(page.lines).toMatchObject([{ name: '77', place: 'CT4021 1900' }])
    expect(await hardwareOf('1')).toEqual([
      { model: 'CPE250', serial: '213300017', kit_family: 'E250', is_funded: true },
    ])
    expect(await fundedPorts()).toBe(2)
    expect(await families()).toEqual([
      { family: 'CT4000', n: 2 },
      { family: 'E250', n: 2 },
      { family: 'unknown', n: 2 },
    ])
  })

  it('of the same content changes nothing', async () => {
    const again = await importList('station_details', hardware)
    expect(again).toMatchObject({ importId: null, counts: { changed: 0, unchanged: 2 } })
  })

  it('says what changes field by field, and empty cells change nothing', async () => {
    const text = csvOf(['Station ID', 'Model', 'Serial', 'Kit family'], ['1', '', '2133', ''])
    const uploadId = await upload(server, manager, text)
    const request = { uploadId, kind: 'station_details' as const }
    const { lines } = await manager.network.listPreviewLines.query({ request })
    expect(lines[0].changes[0].fields).toEqual([
      { field: 'serial', before: '213300017', after: '2133' },
    ])
  })

  it('stays when the public list is imported again', async () => {
    const uploadId = await upload(server, manager, stationCsv({ ID: '1' }, { ID: '2' }, oregon))
    const { changesNothing } = await manager.network.previewImport.query({ uploadId })
    expect(changesNothing).toBe(true)
    expect(await hardwareOf('1')).toMatchObject([{ model: 'CPE250' }])
  })

  it('is taken back in one command, ports and measures included', async () => {
    await undo(first.importId)
    expect(await hardwareOf('1')).toEqual([
      { model: null, serial: null, kit_family: null, is_funded: null },
    ])
    expect(await fundedPorts()).toBe(0)
    expect(await families()).toEqual([{ family: 'unknown', n: 6 }])
    const [row] = await manager.network.listImports.query()
    expect(row).toMatchObject({ kind: 'station_details', isUndone: true })
  })

  it('reaches only the stations of the regions that its importer sees', async () => {
    const portland = await server.signIn('program_manager', { regions: ['US-OR'] })
    const text = csvOf(['Station ID', 'Model'], ['1', 'SECRET'], ['3', 'CT4000'])
    const { counts } = await importList('station_details', text, portland)
    expect(counts).toMatchObject({ changed: 1, unmatched: 1 })
    expect(await hardwareOf('1')).toMatchObject([{ model: null }])
  })

  it('is refused for those who may not import', async () => {
    const dispatcher = await server.signIn('dispatcher')
    const data = { uploadId: first.uploadId, kind: 'station_details' as const }
    const calls = [
      dispatcher.network.previewList.query(data),
      dispatcher.network.importList.mutate({ commandId: newId(), data }),
    ]
    for (const call of calls) expect((await refusalOf(call)).code).toBe('FORBIDDEN')
  })
})

const kitHeader = ['Order ID', 'Postal code', 'Kit type', 'Ordered', 'Shipped', 'Installed']
const kits = csvOf(
  kitHeader,
  ['H-1', '98402', 'HOMEFLEX-NACS', '2026-06-01', '2026-06-05', '2026-06-12'],
  ['H-2', '98402', 'HOMEFLEX-NACS', '2026-06-02', '', ''],
  ['H-3', '97201', 'HOMEFLEX-NACS', '2026-06-09', '', ''],
)

/** The measures of the home track, as charts read them. */
const homeMeasures = () =>
  query(`select measure, region, family, sum(quantity)::int as n from rollup where level = 'HOME'
    group by 1, 2, 3 having sum(quantity) <> 0 order by 1, 2, 3`)

const verified = async () => {
  const { verifyRollup } = await import('@changeover/server/progress/verify')
  return verifyRollup(server.opened.services.db)
}

describe('a list of home kit orders', () => {
  it('is counted by region and week before it is imported, and shown in progress after', async () => {
    const { preview, counts } = await importList('home_kits', kits)
    expect(counts).toMatchObject({ created: 3, unmatched: 0 })
    expect(preview.kitsByRegion).toEqual([
      { region: 'US-OR', ordered: 1, shipped: 0, installed: 0 },
      { region: 'US-WA', ordered: 2, shipped: 1, installed: 1 },
    ])
    expect(preview.kitsByWeek).toEqual([
      { week: '2026-06-01', ordered: 2, shipped: 1, installed: 0 },
      { week: '2026-06-08', ordered: 1, shipped: 0, installed: 1 },
    ])
    const { regions } = await manager.progress.homeKits.query({})
    expect(regions.map(({ region }) => region).toSorted()).toEqual(['US-OR', 'US-WA'])
  })

  it('that came before the program is counted when the program is made', async () => {
    expect(await homeMeasures()).toEqual([])
    await createRollout(manager)
    expect(await homeMeasures()).toEqual([
      { measure: 'done', region: 'US-WA', family: 'HOMEFLEX', n: 1 },
      { measure: 'scope', region: 'US-OR', family: 'HOMEFLEX', n: 1 },
      { measure: 'scope', region: 'US-WA', family: 'HOMEFLEX', n: 2 },
    ])
    expect(await verified()).toEqual([])
  })

  it('is known by its ids: the same file is a no-op, a newer one brings orders up to date', async () => {
    expect((await importList('home_kits', kits)).importId).toBeNull()
    const newer = csvOf(
      kitHeader,
      ['H-2', '98402', 'HOMEFLEX-NACS', '2026-06-02', '2026-06-20', '2026-06-30'],
      ['H-1', '98402', 'HOMEFLEX-NACS', '2026-06-01', '', ''],
      ['H-4', '98402', 'HOMEFLEX-NACS', '2026-07-01', '', ''],
    )
    const { counts, importId } = await importList('home_kits', newer)
    expect(counts).toMatchObject({ created: 1, changed: 1, unchanged: 1 })
    expect(await homeMeasures()).toMatchObject([{ n: 2 }, { n: 1 }, { n: 3 }])
    expect(await verified()).toEqual([])

    await undo(importId)
    expect(await homeMeasures()).toMatchObject([{ n: 1 }, { n: 1 }, { n: 2 }])
    expect(await query('select external_id from home_kit_order order by 1')).toHaveLength(3)
    expect(await verified()).toEqual([])
  })

  it('cannot be taken back under a later one', async () => {
    const later = csvOf(kitHeader, [
      'H-3',
      '97201',
      'HOMEFLEX-NACS',
      '2026-06-09',
      '2026-06-19',
      '',
    ])
    await importList('home_kits', later)
    const earliest = (await manager.network.listImports.query())
      .filter(({ kind, isUndone }) => kind === 'home_kits' && !isUndone)
      .at(-1)
    const refusal = await refusalOf(undo(earliest?.id ?? null))
    expect(refusal).toMatchObject({ code: 'BUILT_UPON', details: { laterImports: 1 } })
  })

  it('gets its lost zeros back by rule, and is refused with its problems otherwise', async () => {
    const text = csvOf(kitHeader, ['H-9', '7105', 'HOMEFLEX-NACS', '2026-06-09', '', ''])
    const uploadId = await upload(server, manager, text)
    const data = { uploadId, kind: 'home_kits' as const }
    const refused = manager.network.importList.mutate({ commandId: newId(), data })
    expect((await refusalOf(refused)).code).toBe('IMPORT_HAS_ERRORS')
    const fixes = ['ZIP_LEADING_ZERO' as const]
    const mended = await manager.network.previewList.query({ ...data, fixes })
    expect(mended.kitsByRegion).toMatchObject([{ region: 'US-NJ' }])
  })

  it('of another region is refused', async () => {
    const portland = await server.signIn('program_manager', { regions: ['US-OR'] })
    const uploadId = await upload(server, portland, kits)
    const call = portland.network.previewList.query({ uploadId, kind: 'home_kits' })
    expect(await refusalOf(call)).toEqual({ code: 'NOT_FOUND', details: { region: 'US-WA' } })
  })
})

describe('a hardware file that comes after the orders', () => {
  it('moves what is in scope to the families that it names, there and back', async () => {
    const [{ id: programId }] = await manager.program.listPrograms.query()
    await generateOrders(manager, programId)
    expect(await verified()).toEqual([])
    const { importId } = await importList('station_details', hardware)
    expect(await verified()).toEqual([])
    await undo(importId)
    expect(await verified()).toEqual([])
  })
})

import { newId, type Id } from '@changeover/shared/commands'
import { createPool } from '@changeover/server/db/database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv, type StationCells } from '../support/stations.ts'
import { upload } from '../support/upload.ts'

let server: TestServer
let manager: Client & { cookie: string }
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
})
afterAll(() => server.close())

const network = 'ChargePoint Network'

async function importText(text: string, acceptGoodRows = false) {
  const uploadId = await upload(server, manager, text)
  const data = { uploadId, network, acceptGoodRows }
  const preview = await manager.network.previewImport.query(data)
  const receipt = await manager.network.import.mutate({ commandId: newId(), data })
  return { preview, ...receipt.result, uploadId }
}

async function previewText(...stations: StationCells[]) {
  const uploadId = await upload(server, manager, stationCsv(...stations))
  return manager.network.previewImport.query({ uploadId, network })
}

async function findSite(search: string) {
  const { sites } = await manager.network.listSites.query({ search })
  expect(sites).toHaveLength(1)
  return manager.network.getSite.query({ siteId: sites[0].id })
}

/** The network's measures as charts read them, summed over days. */
async function measures() {
  const pool = createPool(server.connection, { max: 1 })
  const { rows } = await pool.query(
    'select measure, level, sum(quantity)::integer as n from rollup group by 1, 2 having sum(quantity) <> 0 order by 1, 2',
  )
  await pool.end()
  return Object.fromEntries(rows.map(({ measure, level, n }) => [`${measure} ${level}`, n]))
}

const hall = { ID: '100', 'Station Name': 'CITY HALL STATION 1' }
const hall2 = { ID: '101', 'Station Name': 'CITY HALL STATION 2', Latitude: '47.60382' }
const depot = {
  ID: '102',
  'Station Name': 'DEPOT',
  'Street Address': '1 Depot Rd',
  City: 'Tacoma',
  Latitude: '47.2529',
  Longitude: '-122.4443',
  'EV Level2 EVSE Num': '',
  'EV DC Fast Count': '1',
  'EV Connector Types': 'CHADEMO J1772COMBO',
  'Funding Sources': 'FEDERAL NEVI',
}

describe('an import', () => {
  let first: Awaited<ReturnType<typeof importText>>

  it('does what the preview said, with sites derived and progress counted', async () => {
    first = await importText(stationCsv(hall, hall2, depot))
    expect(first.counts).toEqual(first.preview.counts)
    expect(first.counts).toMatchObject({
      stations: { created: 3 },
      sites: { created: 2 },
      ports: { L2: 4, DC: 1 },
    })
    expect(await manager.network.summary.query()).toMatchObject({
      sites: 2,
      stations: 3,
      ports: { L1: 0, L2: 4, DC: 1, unknown: 0 },
      connectors: { J1772: 4, CCS1: 1, CHADEMO: 1 },
    })
    expect(await measures()).toEqual({
      'connectors:CCS1 DC': 1,
      'connectors:CHADEMO DC': 1,
      'connectors:J1772 L2': 4,
      'ports DC': 1,
      'ports L2': 4,
      'sites DC': 1,
      'sites L2': 1,
    })
  })

  it('of the same file changes nothing', async () => {
    const again = await importText(stationCsv(hall, hall2, depot))
    expect(again.preview.changesNothing).toBe(true)
    expect(again.importId).toBeNull()
    expect(again.counts.stations).toMatchObject({ created: 0, unchanged: 3 })
    expect(await manager.network.listImports.query()).toHaveLength(1)
  })

  it('is answered once, however often the request comes', async () => {
    const uploadId = await upload(
      server,
      manager,
      stationCsv({ ...hall, ID: '900', City: 'Yakima' }),
    )
    const command = {
      commandId: newId<'Command'>(),
      data: { uploadId, network, acceptGoodRows: false },
    }
    const one = await manager.network.import.mutate(command)
    expect(await manager.network.import.mutate(command)).toEqual(one)
    const { importId } = one.result
    if (importId) await manager.network.undoImport.mutate(undoOf(importId))
  })

  it('lists what was renamed, moved and readdressed as such, before it happens', async () => {
    const preview = await previewText(
      { ...hall, 'Station Name': 'NEW HALL' },
      { ...hall2, Latitude: '47.61' },
      { ...depot, 'Street Address': '2 Depot Rd' },
    )
    expect(preview.counts.stations).toMatchObject({ renamed: 1, moved: 1, readdressed: 1 })
    expect(preview.samples.find(({ kind }) => kind === 'renamed')?.changes).toEqual([
      { field: 'name', before: 'CITY HALL STATION 1', after: 'NEW HALL' },
    ])
  })

  it('calls a vanished station not seen, keeps it, and takes it back when it returns', async () => {
    const { counts } = await importText(stationCsv(hall, hall2))
    expect(counts.stations).toMatchObject({ notSeen: 1, unchanged: 2 })
    expect((await findSite('depot')).stations[0].notSeenSince).not.toBeNull()
    const back = await importText(stationCsv(hall, hall2, depot))
    expect(back.counts.stations).toMatchObject({ returned: 1 })
    expect((await findSite('depot')).stations[0].notSeenSince).toBeNull()
  })

  it('says nothing of stations in a region that the file does not cover', async () => {
    const preview = await previewText({
      ...hall,
      ID: '200',
      State: 'OR',
      City: 'Portland',
      Latitude: '45.52',
      Longitude: '-122.68',
    })
    expect(preview.counts.stations).toMatchObject({ created: 1, notSeen: 0, outside: 3 })
  })

  it('adds the ports that the source has more, and never takes one away', async () => {
    await importText(stationCsv({ ...hall, 'EV Level2 EVSE Num': '3' }, hall2, depot))
    expect((await findSite('city hall')).stations[0].ports).toHaveLength(3)
    await importText(stationCsv({ ...hall, 'EV Level2 EVSE Num': '1' }, hall2, depot))
    expect((await findSite('city hall')).stations[0].ports).toHaveLength(3)
    expect(await measures()).toMatchObject({ 'ports L2': 5, 'connectors:J1772 L2': 5 })
  })

  it('is refused for those who may not, and outside their regions', async () => {
    const executive = await server.signIn('executive')
    await expect(upload(server, executive, 'x')).rejects.toThrow('403 FORBIDDEN')
    await expect(upload(server, { cookie: '' }, 'x')).rejects.toThrow('401 SIGNED_OUT')
    const oregon = await server.signIn('program_manager', { regions: ['US-OR'] })
    const uploadId = await upload(server, oregon, stationCsv(hall))
    const call = oregon.network.import.mutate({ commandId: newId(), data: { uploadId, network } })
    expect(await refusalOf(call)).toEqual({ code: 'NOT_FOUND', details: { region: 'US-WA' } })
  })
})

describe('taking an import back', () => {
  it('leaves the network as it was, and the file can be imported again', async () => {
    const before = { summary: await manager.network.summary.query(), measures: await measures() }
    const more = stationCsv(
      { ...hall, 'EV Level2 EVSE Num': '4', 'Station Name': 'RENAMED HALL' },
      hall2,
      { ...depot, ID: '300', 'Station Name': 'SECOND DEPOT', 'Street Address': '900 Port Way' },
    )
    const done = await importText(more)
    expect(done.counts.stations).toMatchObject({ created: 1, renamed: 1, notSeen: 1 })
    expect(await measures()).not.toEqual(before.measures)

    await manager.network.undoImport.mutate(undoOf(done.importId))
    expect(await manager.network.summary.query()).toEqual(before.summary)
    expect(await measures()).toEqual(before.measures)
    expect((await findSite('city hall')).stations[0].name).toBe('CITY HALL STATION 1')

    const again = await importText(more)
    expect(again.counts).toEqual(done.counts)
    await manager.network.undoImport.mutate(undoOf(again.importId))
  })

  it('happens once', async () => {
    const { importId } = await importText(stationCsv(hall, hall2, depot, { ...depot, ID: '301' }))
    await manager.network.undoImport.mutate(undoOf(importId))
    const refusal = await refusalOf(manager.network.undoImport.mutate(undoOf(importId)))
    expect(refusal.code).toBe('NOTHING_TO_DO')
  })

  it('is refused, with what stands in its way, once a later import built upon it', async () => {
    const extra = { ...depot, ID: '302', 'Station Name': 'THIRD DEPOT' }
    const one = await importText(stationCsv(hall, hall2, depot, extra))
    await importText(stationCsv(hall, hall2, depot, { ...extra, 'Station Name': 'OTHER DEPOT' }))
    const refusal = await refusalOf(manager.network.undoImport.mutate(undoOf(one.importId)))
    expect(refusal).toMatchObject({ code: 'BUILT_UPON', details: { laterImports: 1, orders: 0 } })
  })
})

function undoOf(importId: string | null) {
  // The callers have just been told this id.
  return { commandId: newId<'Command'>(), data: { importId: importId as Id<'Import'> } }
}

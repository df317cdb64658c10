import { newId } from '@changeover/shared/commands'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasRealData, realFile } from '../support/data.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { uploadFile } from '../support/upload.ts'

let server: TestServer
let manager: Client & { cookie: string }
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
})
afterAll(() => server.close())

const network = 'ChargePoint Network'

describe.skipIf(!hasRealData)('the real files (skipped where CHANGEOVER_DATA is missing)', () => {
  it('the stations of Washington come in on derived sites', async () => {
    const uploadId = await uploadFile(server, manager, realFile('afdc_wa_2025-02-09.csv.gz'))
    const file = await manager.network.inspectUpload.query({ uploadId })
    expect(file).toMatchObject({ rows: 2558, electricRows: 2473, errorCount: 0 })
    expect(file.networks[0]).toEqual({ network, rows: 1301 })

    const preview = await manager.network.previewImport.query({ uploadId, network })
    const { result } = await importUpload(uploadId)
    expect(result.counts).toEqual(preview.counts)
    expect(result.counts).toMatchObject({
      stations: { created: 1301 },
      ports: { L1: 0, L2: 2279, DC: 88, unknown: 0 },
    })
    const summary = await manager.network.summary.query()
    expect(summary).toMatchObject({ stations: 1301, acPorts: 2279, dcPorts: 88 })
    expect(Math.abs(summary.sites - 513)).toBeLessThan(15)
  })

  it('the same file once more changes nothing', async () => {
    const uploadId = await uploadFile(server, manager, realFile('afdc_wa_2025-02-09.csv.gz'))
    const { result } = await importUpload(uploadId)
    expect(result.importId).toBeNull()
    expect(result.counts.stations).toMatchObject({ unchanged: 1301, created: 0, notSeen: 0 })
  })

  it('the sites of 2020 come in with the counts of the source, and are never taken for stations of the same id', async () => {
    const uploadId = await uploadFile(server, manager, realFile('afdc_us_2020-10-27.csv.gz'))
    const { result } = await importUpload(uploadId)
    expect(result.counts).toMatchObject({
      stations: { created: 11_208, changed: 0, moved: 0, otherGrain: 146 },
      ports: { L1: 398, L2: 36_182, DC: 1_922, unknown: 0 },
    })
    expect(await manager.network.summary.query()).toMatchObject({ stations: 11_208 + 1_301 })
  })

  it('the table pages through all sites by key, each once, in order', async () => {
    const seen: string[] = []
    const names: string[] = []
    let after: string | undefined
    do {
      const page = await manager.network.listSites.query({
        regions: ['US-WA'],
        sort: 'ports',
        descending: true,
        limit: 300,
        ...(after === undefined ? {} : { after }),
      })
      seen.push(...page.sites.map((site) => site.id))
      names.push(...page.sites.map(({ acPorts, dcPorts }) => String(acPorts + dcPorts)))
      after = page.next ?? undefined
    } while (after)
    const { regions } = await manager.network.summary.query()
    expect(seen).toHaveLength(regions.find(({ region }) => region === 'US-WA')?.sites ?? 0)
    expect(new Set(seen).size).toBe(seen.length)
    expect(names.map(Number)).toEqual(names.map(Number).toSorted((one, other) => other - one))
  })

  it('map and table answer the same filter with the same sites', async () => {
    const filter = { regions: ['US-WA'], level: 'DC' as const, search: 'seattle' }
    const map = await manager.network.mapSites.query(filter)
    const { sites, total } = await manager.network.listSites.query({ ...filter, limit: 500 })
    expect(total).toBeGreaterThan(5)
    expect(map.ids.toSorted()).toEqual(sites.map(({ id }) => id).toSorted())
    expect(map.lat).toHaveLength(map.ids.length)
  })

  it('somebody of one region sees, counts and opens nothing of another', async () => {
    const oregon = await server.signIn('executive', { regions: ['US-OR'] })
    const { sites } = await manager.network.listSites.query({ regions: ['US-WA'], limit: 1 })
    expect((await oregon.network.summary.query()).regions.map(({ region }) => region)).toEqual([
      'US-OR',
    ])
    expect((await oregon.network.listSites.query({ regions: ['US-WA'] })).total).toBe(0)
    expect((await oregon.network.mapSites.query({ regions: ['US-WA'] })).ids).toEqual([])
    expect(await refusalOf(oregon.network.getSite.query({ siteId: sites[0].id }))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('the network of 2020 is taken back with one command', async () => {
    const [latest] = await manager.network.listImports.query()
    const data = { importId: latest.id }
    await manager.network.undoImport.mutate({ commandId: newId(), data })
    expect(await manager.network.summary.query()).toMatchObject({ stations: 1301, acPorts: 2279 })
  })

  async function importUpload(uploadId: Awaited<ReturnType<typeof uploadFile>>) {
    return manager.network.import.mutate({ commandId: newId(), data: { uploadId, network } })
  }
})

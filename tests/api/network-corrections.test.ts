import { verifyRollup } from '@changeover/server/progress/index'
import { newId, type Id } from '@changeover/shared/commands'
import type { Correction } from '@changeover/shared/network'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { hasRealData, realFile } from '../support/data.ts'
import { createRollout, generateOrders } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv } from '../support/stations.ts'
import { importText, uploadFile } from '../support/upload.ts'

let server: TestServer
let manager: Client & { cookie: string }
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
})
afterAll(() => server.close())

const network = 'ChargePoint Network'

const hall = { ID: '100', 'Station Name': 'CITY HALL STATION 1' }
const hall2 = { ID: '101', 'Station Name': 'CITY HALL STATION 2', Latitude: '47.60382' }
const annex = {
  ID: '102',
  'Station Name': 'CITY HALL ANNEX',
  'Street Address': '77 Cherry St',
  Latitude: '47.6045',
}
const portland = {
  ID: '103',
  'Station Name': 'ROSE QUARTER',
  State: 'OR',
  City: 'Portland',
  Latitude: '45.52',
  Longitude: '-122.68',
}
const file = stationCsv(hall, hall2, annex, portland)

const bring = (text: string) => importText(server, manager, text, network)

/** Each site by its name, with the ids that the source gives its stations. */
async function sitesByName() {
  const { sites } = await manager.network.listSites.query({ limit: 500 })
  const details = await Promise.all(
    sites.map(({ id }) => manager.network.getSite.query({ siteId: id })),
  )
  return Object.fromEntries(
    details.map((site) => [site.name, site.stations.map(({ sourceId }) => sourceId).toSorted()]),
  )
}

async function siteOf(sourceId: string) {
  const { sites } = await manager.network.listSites.query({ search: sourceId })
  const details = await Promise.all(
    sites.map(({ id }) => manager.network.getSite.query({ siteId: id })),
  )
  const found = details.find(({ stations }) =>
    stations.some((station) => station.sourceId === sourceId),
  )
  if (!found) throw new Error(`no site has station ${sourceId}`)
  return found
}

async function expectAgreement() {
  expect(await verifyRollup(server.opened.services.db)).toEqual([])
}

describe('a correction by hand', () => {
  let before: Awaited<ReturnType<typeof sitesByName>>

  beforeAll(async () => {
    await bring(file)
    before = await sitesByName()
  })

  it('begins with sites as they are derived', () => {
    expect(Object.values(before)).toEqual([['102'], ['100', '101'], ['103']])
  })

  it('merges two sites as the preview said, holds over the next import, and is taken back', async () => {
    const [into, from] = [await siteOf('100'), await siteOf('102')]
    const nearby = await manager.network.listNearby.query({ siteId: into.id })
    expect(nearby).toMatchObject([{ id: from.id, stations: 1, metres: 77 }])
    const merge = { intoSiteId: into.id, fromSiteId: from.id }
    expect(
      await manager.network.previewCorrection.query({ kind: 'merge', ...merge }),
    ).toMatchObject({
      from: { before: { stations: 1, ports: 2 }, after: { stations: 0, ports: 0 } },
      to: { before: { stations: 2, ports: 4 }, after: { stations: 3, ports: 6 } },
      metresApart: 77,
      vanishes: true,
      ordersInTheWay: [],
    })
    const made = await manager.network.mergeSites.mutate(command(merge))
    expect(made.result).toMatchObject({ stations: 1, toSiteId: into.id })
    expect((await siteOf('102')).id).toBe(into.id)
    await expectAgreement()

    await bring(stationCsv(hall, hall2, { ...annex, 'Station Name': 'ANNEX' }, portland))
    const merged = await siteOf('102')
    expect(merged.id).toBe(into.id)
    expect(merged.because.rule).toBe('ASSIGNED')
    expect(merged.corrections).toMatchObject([{ kind: 'merge', stations: 1, isUndone: false }])
    const { entries } = await manager.history.ofRecord.query({ kind: 'site', id: into.id })
    expect(entries.filter(({ kind }) => kind === 'site.merged')).not.toEqual([])
    const link = await refusalOf(manager.network.getSite.query({ siteId: from.id }))
    expect(link).toEqual({
      code: 'NOT_FOUND',
      details: { siteId: from.id, mergedInto: into.id },
    })

    await bring(file)
    await manager.network.undoCorrection.mutate(command({ commandId: made.commandId }))
    expect(await sitesByName()).toEqual(before)
    expect((await siteOf('100')).because.rule).toBe('SAME_ADDRESS_WITHIN')
    await expectAgreement()
    const again = manager.network.undoCorrection.mutate(command({ commandId: made.commandId }))
    expect((await refusalOf(again)).code).toBe('NOTHING_TO_DO')
  })

  it('splits a site, and the new one keeps its station over the next import', async () => {
    const site = await siteOf('101')
    const station = site.stations.find(({ sourceId }) => sourceId === '101')
    const stationIds = [station?.id ?? newId<'Station'>()]
    const made = await manager.network.splitSite.mutate(
      command({ siteId: site.id, stationIds, name: 'City Hall garage' }),
    )
    await bring(stationCsv(hall, { ...hall2, Latitude: '47.60383' }, annex, portland))
    expect(await sitesByName()).toMatchObject({ 'City Hall garage': ['101'] })
    await expectAgreement()
    await bring(file)
    await manager.network.undoCorrection.mutate(command({ commandId: made.commandId }))
    expect(await sitesByName()).toEqual(before)
    await expectAgreement()
  })

  it('moves a station, and a second move stands in the way of taking the first back', async () => {
    const [hallSite, annexSite] = [await siteOf('100'), await siteOf('102')]
    const stationId = hallSite.stations.find(({ sourceId }) => sourceId === '101')?.id
    if (!stationId) throw new Error('the station is gone')
    const one = await manager.network.moveStation.mutate(
      command({ stationId, siteId: annexSite.id }),
    )
    const two = await manager.network.moveStation.mutate(
      command({ stationId, siteId: hallSite.id }),
    )
    const undo = (commandId: Id<'Command'>) =>
      manager.network.undoCorrection.mutate(command({ commandId }))
    expect(await refusalOf(undo(one.commandId))).toEqual({
      code: 'BUILT_UPON',
      details: { stations: 1 },
    })
    await undo(two.commandId)
    await undo(one.commandId)
    expect(await sitesByName()).toEqual(before)
  })

  it('places a station again that was imported anew after its first import was taken back', async () => {
    const more = { ...annex, ID: '104', 'Station Name': 'KIOSK', 'Street Address': '1 Kiosk Rd' }
    const { importId } = await bring(stationCsv(hall, hall2, annex, portland, more))
    const kiosk = await siteOf('104')
    const target = await siteOf('100')
    const made = await manager.network.mergeSites.mutate(
      command({ intoSiteId: target.id, fromSiteId: kiosk.id }),
    )
    await manager.network.undoImport.mutate(command({ importId: importId as Id<'Import'> })) // Just told.
    const again = await bring(stationCsv(hall, hall2, annex, portland, more))
    expect((await siteOf('104')).id).toBe(target.id)
    await manager.network.undoImport.mutate(command({ importId: again.importId as Id<'Import'> }))
    const refused = manager.network.undoCorrection.mutate(command({ commandId: made.commandId }))
    expect((await refusalOf(refused)).code).toBe('BUILT_UPON')
    await expectAgreement()
  })

  it('takes orders along, and never tears an open one', async () => {
    const { programId } = await createRollout(manager)
    await generateOrders(manager, programId)
    const [into, from] = [await siteOf('100'), await siteOf('102')]
    const merge = { intoSiteId: into.id, fromSiteId: from.id }
    expect(from.orders).toHaveLength(1)
    const preview = await manager.network.previewCorrection.query({ kind: 'merge', ...merge })
    expect(preview.ordersMoved.map(({ id }) => id)).toEqual(from.orders.map(({ id }) => id))
    const made = await manager.network.mergeSites.mutate(command(merge))
    expect((await siteOf('100')).orders).toHaveLength(2)
    await expectAgreement()
    await manager.network.undoCorrection.mutate(command({ commandId: made.commandId }))
    expect((await siteOf('102')).orders).toHaveLength(1)

    const stationIds = into.stations
      .filter(({ sourceId }) => sourceId === '101')
      .map(({ id }) => id)
    const tear = manager.network.splitSite.mutate(command({ siteId: into.id, stationIds }))
    expect(await refusalOf(tear)).toEqual({
      code: 'BUILT_UPON',
      details: { orders: into.orders.map(({ number }) => number) },
    })
  })

  it('is refused where it makes no sense', async () => {
    const [hallSite, rose] = [await siteOf('100'), await siteOf('103')]
    const refusals: Correction[] = [
      { kind: 'merge', intoSiteId: hallSite.id, fromSiteId: hallSite.id },
      { kind: 'merge', intoSiteId: hallSite.id, fromSiteId: rose.id },
      { kind: 'split', siteId: rose.id, stationIds: rose.stations.map(({ id }) => id) },
      { kind: 'split', siteId: rose.id, stationIds: [hallSite.stations[0].id] },
      { kind: 'move', stationId: hallSite.stations[0].id, siteId: hallSite.id },
    ]
    for (const correction of refusals) {
      const { code } = await refusalOf(manager.network.previewCorrection.query(correction))
      expect(code).toBe('INVALID')
    }
  })

  it('may not be made by those without the right, nor outside their regions', async () => {
    const [hallSite, annexSite] = [await siteOf('100'), await siteOf('102')]
    const merge = command({ intoSiteId: hallSite.id, fromSiteId: annexSite.id })
    const executive = await server.signIn('executive')
    expect((await refusalOf(executive.network.mergeSites.mutate(merge))).code).toBe('FORBIDDEN')
    const oregon = await server.signIn('program_manager', { regions: ['US-OR'] })
    expect((await refusalOf(oregon.network.mergeSites.mutate(merge))).code).toBe('NOT_FOUND')
    expect((await refusalOf(oregon.network.listNearby.query({ siteId: hallSite.id }))).code).toBe(
      'NOT_FOUND',
    )
  })
})

describe.skipIf(!hasRealData)('corrections of Washington in 2025 (real file)', () => {
  it('survive the same file imported twice', async () => {
    const washington = await startTestServer()
    const person = await washington.signIn('program_manager')
    const importFile = async () => {
      const uploadId = await uploadFile(washington, person, realFile('afdc_wa_2025-02-09.csv.gz'))
      const data = { uploadId, network, acceptGoodRows: true }
      return (await person.network.import.mutate(command(data))).result.counts
    }
    try {
      await importFile()
      const list = { sort: 'ports', descending: true, limit: 60 } as const
      const { sites } = await person.network.listSites.query(list)
      const large = await person.network.getSite.query({ siteId: sites[0].id })
      const split = await person.network.splitSite.mutate(
        command({ siteId: large.id, stationIds: large.stations.slice(0, 5).map(({ id }) => id) }),
      )
      const merge = command({ intoSiteId: sites[10].id, fromSiteId: sites[20].id })
      await person.network.mergeSites.mutate(merge)
      const corrected = await person.network.summary.query()
      expect((await importFile()).stations).toMatchObject({ created: 0, unchanged: 1301 })
      expect(await person.network.summary.query()).toEqual(corrected)
      const made = await person.network.getSite.query({ siteId: split.result.toSiteId })
      expect(made.stations.map(({ id }) => id).toSorted()).toEqual(
        large.stations
          .slice(0, 5)
          .map(({ id }) => id)
          .toSorted(),
      )
      expect(await verifyRollup(washington.opened.services.db)).toEqual([])
    } finally {
      await washington.close()
    }
  })
})

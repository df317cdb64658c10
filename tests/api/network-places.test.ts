import type { Id } from '@changeover/shared/commands'
import type { FieldChange } from '@changeover/shared/network'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyRollup } from '@changeover/server/progress/index'
import { command } from '../support/command.ts'
import { createRollout, generateOrders } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { fundedPlaza, garages, stationCsv } from '../support/stations.ts'
import { importText, upload } from '../support/upload.ts'

/** Coordinates of many sites by a table, and the level of many ports: each with what it refuses. */
type Person = Client & { cookie: string }
let server: TestServer
let manager: Person

beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  await importText(server, manager, stationCsv(...garages, fundedPlaza))
})
afterAll(() => server.close())

async function siteOf(search: string) {
  const { sites } = await manager.network.listSites.query({ search })
  return manager.network.getSite.query({ siteId: sites[0].id })
}
const placeOf = async (search: string) => {
  const { lat, lon } = await siteOf(search)
  return [lat, lon]
}

describe('a table of coordinates', () => {
  const tableOf = async (rows: string[], person = manager) =>
    upload(server, person, ['id,latitude,longitude', ...rows].join('\n'))

  it('says how far each site would go, moves them at once, survives an import, and is undone', async () => {
    const cedar = await siteOf('cedar')
    const uploadId = await tableOf([
      '100,47.601,-122.3301',
      `${cedar.id},47.62,-122.34`,
      '102,47.62,-122.3301',
    ])
    const preview = await manager.network.previewCoordinates.query({ uploadId })
    expect(preview).toMatchObject({ rows: 3, moved: 2, unchanged: 1, refusedCount: 0 })
    expect(
      preview.moves.map(({ name, before, after, metres }) => ({ name, before, after, metres })),
    ).toEqual([
      { name: 'CEDAR GARAGE', before: '47.61, -122.3301', after: '47.62, -122.34', metres: 1337 },
      { name: 'PINE GARAGE', before: '47.6, -122.3301', after: '47.601, -122.3301', metres: 111 },
    ])
    const done = await manager.network.setCoordinates.mutate(
      command({ uploadId, acceptGoodRows: false }),
    )
    expect(done.result).toEqual({ changed: 2, refused: 0 })
    expect(await placeOf('cedar')).toEqual([47.62, -122.34])

    // The source moves the same station, and another that nobody touched.
    await importText(
      server,
      manager,
      stationCsv(
        garages[0],
        { ...garages[1], Latitude: '47.615' },
        { ...garages[2], Latitude: '47.625' },
        fundedPlaza,
      ),
    )
    expect(await placeOf('cedar')).toEqual([47.62, -122.34])
    expect(await placeOf('maple')).toEqual([47.625, -122.3301])

    await manager.network.undoEdit.mutate(command({ commandId: done.commandId }))
    expect(await placeOf('cedar')).toEqual([47.61, -122.3301])
    expect(await placeOf('pine')).toEqual([47.6, -122.3301])
  })

  it('refuses row by row what cannot be, and writes the others only where that is said', async () => {
    const rows = [
      '100,47.602,-122.3301',
      '101,-122.33,47.61',
      '102,0,0',
      '200,45.3,-122.67',
      '999,47.6,-122.3',
      '100,47.603,-122.3301',
      `${(await siteOf('pine')).id},47.604,-122.3301`,
      '7,north,-122.3',
    ]
    const uploadId = await tableOf(rows)
    const preview = await manager.network.previewCoordinates.query({ uploadId })
    expect(preview.moved).toBe(1)
    expect(
      preview.refused.map(({ line, what, code }) => `${line} ${what}: ${code}`).toSorted(),
    ).toEqual([
      '3 CEDAR GARAGE: COORDINATES_SWAPPED',
      '4 MAPLE GARAGE: COORDINATES_ZERO',
      '5 OAK PLAZA: OUTSIDE_STATE',
      '6 999: SITE_UNKNOWN',
      '7 100: ID_TWICE',
      '8 PINE GARAGE: ID_TWICE',
      '9 7: NOT_A_NUMBER',
    ])
    for (const { why, fix } of preview.refused)
      expect([why, fix].every((text) => text.length > 10)).toBe(true)

    const whole = manager.network.setCoordinates.mutate(
      command({ uploadId, acceptGoodRows: false }),
    )
    expect((await refusalOf(whole)).code).toBe('IMPORT_HAS_ERRORS')
    expect(await placeOf('pine')).toEqual([47.6, -122.3301])
    const good = await manager.network.setCoordinates.mutate(
      command({ uploadId, acceptGoodRows: true }),
    )
    expect(good.result).toEqual({ changed: 1, refused: 7 })
    expect(await placeOf('pine')).toEqual([47.602, -122.3301])
    await manager.network.undoEdit.mutate(command({ commandId: good.commandId }))

    const nothing = await upload(server, manager, 'colour,shape\nred,round')
    expect(await manager.network.previewCoordinates.query({ uploadId: nothing })).toMatchObject({
      isUnusable: true,
      moved: 0,
    })
    const call = manager.network.setCoordinates.mutate(
      command({ uploadId: nothing, acceptGoodRows: true }),
    )
    expect((await refusalOf(call)).code).toBe('IMPORT_HAS_ERRORS')
  })

  it('may not be set by those without the right, and knows no site of other regions', async () => {
    const uploadId = await tableOf(['100,47.602,-122.3301'])
    const data = { uploadId, acceptGoodRows: true }
    const executive = await server.signIn('executive')
    expect((await refusalOf(executive.network.previewCoordinates.query({ uploadId }))).code).toBe(
      'FORBIDDEN',
    )
    expect((await refusalOf(executive.network.setCoordinates.mutate(command(data)))).code).toBe(
      'FORBIDDEN',
    )
    const oregon = await server.signIn('program_manager', { regions: ['US-OR'] })
    const { refused } = await oregon.network.previewCoordinates.query({ uploadId })
    expect(refused).toMatchObject([{ code: 'SITE_UNKNOWN', what: '100' }])
    expect((await refusalOf(oregon.network.setCoordinates.mutate(command(data)))).code).toBe(
      'NOTHING_TO_DO',
    )
    expect(await placeOf('pine')).toEqual([47.6, -122.3301])
  })

  it('is an exported one too, where a site keeps the place that an emptied cell would take', async () => {
    const response = await fetch(`${server.url}/api/network/sites.csv`, {
      headers: { cookie: manager.cookie },
    })
    const text = await response.text()
    const edited = text
      .replace('47.6,-122.3301', '47.6005,-122.3301')
      .replace('47.61,-122.3301', ',')
    const uploadId = await upload(server, manager, edited)
    const { fields, problemCount } = await manager.network.previewEditFile.query({ uploadId })
    expect(problemCount).toBe(0)
    expect(fields).toMatchObject([
      { field: 'coordinates', changed: 1, refused: [{ reason: 'COORDINATES_MISSING', count: 1 }] },
    ])
    const done = await manager.network.editFromFile.mutate(command({ uploadId }))
    expect(await placeOf('pine')).toEqual([47.6005, -122.3301])
    await manager.network.undoEdit.mutate(command({ commandId: done.commandId }))
    expect(await placeOf('pine')).toEqual([47.6, -122.3301])
  })
})

describe('the level of many ports', () => {
  const edit = (change: Partial<FieldChange>, search = '') =>
    command({
      selection: { filter: { search }, excludedIds: [] as Id<'Site'>[] },
      changes: [{ field: 'level' as const, value: 'L2', ...change }],
    })
  const levelsOf = async (search: string) =>
    (await siteOf(search)).stations.flatMap(({ ports }) => ports.map(({ level }) => level))

  it('is set where it fits what stands there, counted anew, and undone', async () => {
    const down = edit({ value: 'L1' })
    const preview = await manager.network.previewEdit.mutate(down.data)
    expect(preview).toMatchObject({
      sites: 4,
      fields: [
        {
          changed: 6,
          refused: [{ reason: 'FUNDED_IS_DC', count: 1, names: ['OAK PLAZA · 1'] }],
          samples: [{ before: 'L2', after: 'L1' }, {}, {}, {}, {}, {}],
        },
      ],
    })
    const done = await manager.network.editSites.mutate(down)
    expect(done.result).toEqual({ changed: 6, refused: 1 })
    expect(await levelsOf('pine')).toEqual(['L1', 'L1'])
    expect((await manager.network.summary.query()).ports).toMatchObject({ L1: 6, L2: 0, DC: 1 })
    expect(await verifyRollup(server.opened.services.db)).toEqual([])
    const { id } = await siteOf('pine')
    const { entries } = await manager.history.ofRecord.query({ kind: 'site', id })
    expect(entries[0].changes).toMatchObject([
      { about: 'PINE GARAGE · 1', field: 'level', before: 'L2', after: 'L1' },
      { about: 'PINE GARAGE · 2', field: 'level' },
    ])

    await manager.network.undoEdit.mutate(command({ commandId: done.commandId }))
    expect(await levelsOf('pine')).toEqual(['L2', 'L2'])
    expect(await verifyRollup(server.opened.services.db)).toEqual([])
  })

  it('is refused where a plug would not fit: nothing AC becomes DC by a click', async () => {
    const up = edit({ value: 'DC' }, 'garage')
    const { fields } = await manager.network.previewEdit.mutate(up.data)
    expect(fields).toMatchObject([
      { changed: 0, refused: [{ reason: 'PLUG_DOES_NOT_FIT', count: 6 }] },
    ])
    expect((await refusalOf(manager.network.editSites.mutate(up))).code).toBe('NOTHING_TO_DO')
  })

  it('reaches only ports of the level that is named', async () => {
    const unknown = await manager.network.editSites.mutate(edit({ value: null }, 'cedar'))
    expect(await levelsOf('cedar')).toEqual([null, null])
    const told = await manager.network.editSites.mutate(edit({ value: 'L1', from: null }))
    expect(told.result).toEqual({ changed: 2, refused: 0 })
    expect(await levelsOf('cedar')).toEqual(['L1', 'L1'])
    expect(await levelsOf('pine')).toEqual(['L2', 'L2'])
    for (const { commandId } of [told, unknown])
      await manager.network.undoEdit.mutate(command({ commandId }))
    expect(await levelsOf('cedar')).toEqual(['L2', 'L2'])
  })

  it('comes back by an exported table of ports, and to no change as it is', async () => {
    const response = await fetch(`${server.url}/api/network/ports.csv`, {
      headers: { cookie: manager.cookie },
    })
    const text = await response.text()
    expect(text.split('\r\n')[0]).toContain('Port id,Level,Site id')
    const same = await upload(server, manager, text)
    expect(await manager.network.previewEditFile.query({ uploadId: same })).toMatchObject({
      rows: 7,
      problemCount: 0,
      fields: [],
    })
    const uploadId = await upload(
      server,
      manager,
      text.replace(',L2,', ',L1,').replace(',L2,', ',L9,'),
    )
    const { fields, problems } = await manager.network.previewEditFile.query({ uploadId })
    expect(fields).toMatchObject([{ field: 'level', changed: 1 }])
    expect(problems).toMatchObject([{ column: 'Level' }])
  })

  it('may not be set by those without the right, and stays once there are orders, also on an undo', async () => {
    const executive = await server.signIn('executive')
    const asked = edit({ value: 'L1' }, 'pine')
    expect((await refusalOf(executive.network.editSites.mutate(asked))).code).toBe('FORBIDDEN')
    const oregon = await server.signIn('program_manager', { regions: ['US-OR'] })
    expect((await refusalOf(oregon.network.editSites.mutate(asked))).code).toBe('NOTHING_TO_DO')

    const unknown = await manager.network.editSites.mutate(edit({ value: null }, 'maple'))
    const told = await manager.network.editSites.mutate(edit({ value: 'L2' }, 'maple'))
    const { programId } = await createRollout(manager)
    await generateOrders(manager, programId)
    const { fields } = await manager.network.previewEdit.mutate(asked.data)
    expect(fields).toMatchObject([{ changed: 0, refused: [{ reason: 'HAS_ORDERS', count: 2 }] }])
    for (const { commandId } of [told, unknown]) {
      const undo = manager.network.undoEdit.mutate(command({ commandId }))
      expect((await refusalOf(undo)).code).toBe('NOTHING_TO_DO')
    }
    expect(await levelsOf('maple')).toEqual(['L2', 'L2'])
  })
})

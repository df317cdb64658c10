import { newId, type Id } from '@changeover/shared/commands'
import type { FieldChange } from '@changeover/shared/network'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyRollup } from '@changeover/server/progress/index'
import { command } from '../support/command.ts'
import { createRollout, generateOrders } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { fundedPlaza, garages, stationCsv } from '../support/stations.ts'
import { importText, upload } from '../support/upload.ts'

type Person = Client & { cookie: string }
let server: TestServer
let manager: Person

const nevi = {
  ...fundedPlaza,
  'Station Name': '=HYPERLINK("x")',
  'Street Address': '9 "Oak", Rd',
}
const file = stationCsv(...garages, nevi)

beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  await importText(server, manager, file)
})
afterAll(() => server.close())

async function siteOf(search: string) {
  const { sites } = await manager.network.listSites.query({ search })
  return manager.network.getSite.query({ siteId: sites[0].id })
}

const edit = (changes: FieldChange[], search = 'garage') =>
  command({ selection: { filter: { search }, excludedIds: [] as Id<'Site'>[] }, changes })

async function download(path: string, person: Person = manager) {
  return fetch(`${server.url}/api/network/${path}`, { headers: { cookie: person.cookie } })
}

describe('an edit of many sites', () => {
  it('does what its preview said to all but those left out, survives an import, and is undone', async () => {
    const maple = await siteOf('maple')
    const asked = edit([
      { field: 'accessNotes', value: 'Ask at the gate' },
      { field: 'model', value: 'CT4021' },
    ])
    asked.data.selection.excludedIds = [maple.id]
    const preview = await manager.network.previewEdit.mutate(asked.data)
    expect(preview).toMatchObject({
      sites: 2,
      fields: [
        { field: 'accessNotes', changed: 2, unchanged: 0, refused: [] },
        { field: 'model', changed: 2, samples: [{ before: null, after: 'CT4021' }, {}] },
      ],
    })
    const done = await manager.network.editSites.mutate(asked)
    expect(done.result).toEqual({ changed: 4, refused: 0 })
    expect(await siteOf('maple')).toMatchObject({ accessNotes: null, stations: [{ model: null }] })

    await importText(
      server,
      manager,
      stationCsv({ ...garages[0], 'Station Phone': '1' }, ...garages.slice(1), nevi),
    )
    const pine = await siteOf('pine')
    expect(pine).toMatchObject({
      accessNotes: 'Ask at the gate',
      stations: [{ model: 'CT4021' }],
    })
    const { entries } = await manager.history.ofRecord.query({ kind: 'site', id: pine.id })
    const [made] = entries.filter(({ kind }) => kind === 'network.edited')
    expect(made.changes.map(({ field }) => field)).toEqual(['accessNotes', 'model'])

    const undo = command({ commandId: done.commandId })
    expect((await manager.network.undoEdit.mutate(undo)).result).toMatchObject({ restored: 4 })
    expect(await siteOf('pine')).toMatchObject({ accessNotes: null, stations: [{ model: null }] })
  })

  it('keeps on its undo what somebody has changed since', async () => {
    const first = await manager.network.editSites.mutate(
      edit([{ field: 'hostContact', value: 'Ada' }]),
    )
    await manager.network.editSites.mutate(
      edit([{ field: 'hostContact', value: 'Grace' }], 'cedar'),
    )
    const undone = await manager.network.undoEdit.mutate(command({ commandId: first.commandId }))
    expect(undone.result).toEqual({ restored: 2, inTheWay: 1, names: ['CEDAR GARAGE'] })
    expect((await siteOf('cedar')).hostContact).toBe('Grace')
    expect((await siteOf('pine')).hostContact).toBeNull()
  })

  it('moves progress along with region and family, until there are orders', async () => {
    const [pine] = await manager.network.editSites
      .mutate(
        edit(
          [
            { field: 'region', value: 'US-OR' },
            { field: 'kitFamily', value: 'CT4000' },
          ],
          'pine',
        ),
      )
      .then((receipt) => [receipt])
    expect(await verifyRollup(server.opened.services.db)).toEqual([])
    await manager.network.undoEdit.mutate(command({ commandId: pine.commandId }))
    expect(await verifyRollup(server.opened.services.db)).toEqual([])
    const { programId } = await createRollout(manager)
    await generateOrders(manager, programId)
    const later = await manager.network.previewEdit.mutate(
      edit([{ field: 'region', value: 'US-OR' }], 'pine').data,
    )
    expect(later.fields[0]).toMatchObject({
      changed: 0,
      refused: [{ reason: 'HAS_ORDERS', count: 1, names: ['PINE GARAGE'] }],
    })
  })

  it('never takes the funding mark off where the source says funded', async () => {
    const unmark = edit([{ field: 'isFunded', value: false }], 'oak')
    expect((await manager.network.previewEdit.mutate(unmark.data)).fields[0].refused).toMatchObject(
      [{ reason: 'FUNDED_BY_SOURCE' }],
    )
    expect((await refusalOf(manager.network.editSites.mutate(unmark))).code).toBe('NOTHING_TO_DO')
    const mark = await manager.network.editSites.mutate(
      edit([{ field: 'isFunded', value: true }], 'cedar'),
    )
    expect((await siteOf('cedar')).stations[0].ports.map(({ isFunded }) => isFunded)).toEqual([
      true,
      true,
    ])
    await manager.network.undoEdit.mutate(command({ commandId: mark.commandId }))
    expect((await siteOf('cedar')).stations[0].ports[0].isFunded).toBe(false)
  })

  it('may not be made by those without the right, nor reach beyond their regions', async () => {
    const executive = await server.signIn('executive')
    const notes = edit([{ field: 'accessNotes', value: 'x' }])
    expect((await refusalOf(executive.network.editSites.mutate(notes))).code).toBe('FORBIDDEN')
    const oregon = await server.signIn('program_manager', { regions: ['US-OR'] })
    expect((await refusalOf(oregon.network.editSites.mutate(notes))).code).toBe('NOTHING_TO_DO')
    const washington = await server.signIn('program_manager', { regions: ['US-WA'] })
    const away = edit([{ field: 'region', value: 'US-OR' }])
    expect((await refusalOf(washington.network.editSites.mutate(away))).code).toBe('NOT_FOUND')
    const empty = edit([{ field: 'name', value: null }])
    expect((await refusalOf(manager.network.editSites.mutate(empty))).code).toBe('INVALID')
  })
})

describe('an export', () => {
  const preview = async (text: string) =>
    manager.network.previewEditFile.query({ uploadId: await upload(server, manager, text) })

  it('comes back to no change, sites as stations', async () => {
    for (const kind of ['sites', 'stations'] as const) {
      const response = await download(`${kind}.csv`)
      expect(response.headers.get('content-disposition')).toContain(`${kind}.csv`)
      const text = await response.text()
      expect(text).not.toMatch(/(^|,)=HYPERLINK/m)
      const back = await preview(text)
      expect(back).toMatchObject({ rows: 4, problemCount: 0, fields: [] })
      const uploadId = await upload(server, manager, text)
      const call = manager.network.editFromFile.mutate(command({ uploadId }))
      expect((await refusalOf(call)).code).toBe('NOTHING_TO_DO')
    }
  })

  it('that was edited changes just that, in one command that is undone at once', async () => {
    const text = await (await download('sites.csv')).text()
    const edited = text.replace('2 Cedar St', '22 Cedar St')
    expect(await preview(edited)).toMatchObject({
      sites: 4,
      fields: [{ field: 'street', changed: 1, samples: [{ after: '22 Cedar St' }] }],
    })
    const uploadId = await upload(server, manager, edited)
    const done = await manager.network.editFromFile.mutate(command({ uploadId }))
    expect((await siteOf('cedar')).street).toBe('22 Cedar St')
    await manager.network.undoEdit.mutate(command({ commandId: done.commandId }))
    expect((await siteOf('cedar')).street).toBe('2 Cedar St')
  })

  it('that was damaged tells everything that is wrong and changes nothing', async () => {
    const text = await (await download('sites.csv')).text()
    const [header, ...rows] = text.trimEnd().split('\r\n')
    const broken = [
      `${header},Colour`,
      `${rows[0]},red`,
      `${rows[0]},red`,
      `${rows[1].replace('US-WA', 'Washington')},blue`,
      `${rows[2].replace(/^[^,]+/, newId())},blue`,
      rows[3],
    ].join('\r\n')
    const { problems, problemCount } = await preview(broken)
    expect(problemCount).toBe(5)
    expect(problems.map(({ line, column }) => `${line} ${column}`)).toEqual([
      '1 Colour',
      '3 Site id',
      '4 Region',
      '6 ',
      '5 ',
    ])
    const uploadId = await upload(server, manager, broken)
    const call = manager.network.editFromFile.mutate(command({ uploadId }))
    expect((await refusalOf(call)).code).toBe('IMPORT_HAS_ERRORS')
    expect(await preview('')).toMatchObject({ problemCount: 1 })
    expect(await preview('a,b\n1,2')).toMatchObject({ problemCount: 1, rows: 0 })
  })

  it('is a workbook too, of what was selected', async () => {
    const selection = JSON.stringify({ filter: { search: 'cedar' } })
    const response = await download(`sites.xlsx?selection=${encodeURIComponent(selection)}`)
    expect(response.headers.get('content-type')).toContain('spreadsheetml')
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004')
    const all = await (await download('sites.xlsx')).arrayBuffer()
    expect(all.byteLength).toBeGreaterThan(bytes.length)
  })

  it('may not be had by crews or strangers, and holds nobody else’s region', async () => {
    const crew = await server.signIn('crew')
    expect((await download('sites.csv', crew)).status).toBe(403)
    expect((await fetch(`${server.url}/api/network/sites.csv`)).status).toBe(401)
    const oregon = await server.signIn('program_manager', { regions: ['US-OR'] })
    expect((await (await download('stations.csv', oregon)).text()).trim().split('\n')).toHaveLength(
      1,
    )
    const malformed = await download('sites.csv?selection=%7B')
    expect(malformed.status).toBe(400)
  })
})

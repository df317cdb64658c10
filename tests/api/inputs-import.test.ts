import { newId } from '@changeover/shared/commands'
import { inputListNames, type InputListName } from '@changeover/shared/planning'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../support/network.ts'
import { createRollout, generateOrders } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

let server: TestServer
let manager: Client
let kit: string
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  await buildSite(server.opened.services.db, { name: '=Alder, "North"', ports: [{}] })
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
  const [first] = await manager.program.listKitTypes.query()
  kit = first.code
})
afterAll(() => server.close())

const preview = (list: InputListName, text: string, client = manager) =>
  client.inputs.previewImport.mutate({ list, text })

async function confirm(list: InputListName, text: string, client = manager) {
  const { digest } = await preview(list, text, client)
  return client.inputs.import.mutate({ commandId: newId(), data: { list, text, digest } })
}

const csv = (...lines: string[]) => lines.join('\r\n')
const crewsHead = 'Crew,Skills,Region,Time zone,Mon,Tue'

describe('importing a list', () => {
  it('finds every fault at once, with line and column, and imports nothing by halves', async () => {
    const text = csv(
      crewsHead,
      'One,AC,US-WA,America/Los_Angeles,8-16:30,',
      'Two,AC,Atlantis,America/Los_Angeles,25-26,',
      'One,DC,US-WA,America/Los_Angeles,,',
      ',AC,US-WA,Mars/Olympus,,',
    )
    const found = await preview('crews', text)
    expect(found.counts).toEqual({ added: 1, changed: 0, unchanged: 0, refused: 3 })
    expect(found.problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [3, 'Region', 'NAME_UNKNOWN'],
      [3, 'Mon', 'SHIFT_UNREADABLE'],
      [4, null, 'ID_TWICE'],
      [5, 'Crew', 'VALUE_MISSING'],
      [5, 'Time zone', 'NAME_UNKNOWN'],
    ])
    expect(await refusalOf(confirm('crews', text))).toMatchObject({ code: 'IMPORT_HAS_ERRORS' })
    expect((await manager.inputs.list.query({ list: 'crews' })).rows).toEqual([])
  })

  it('shows what is added, changed and unchanged, does just that, and takes it back in one', async () => {
    const first = csv(
      crewsHead,
      'One,AC,US-WA,America/Los_Angeles,8-16:30,',
      'Two,AC;DC,WA,America/Los_Angeles,,',
    )
    expect((await preview('crews', first)).problems).toMatchObject([{ code: 'NAME_UNKNOWN' }])
    await confirm('crews', first.replace(',WA,', ',US-WA,'))
    const second = csv('crew,tue,colour', 'One,7-15,red', 'two,,blue', 'Three,,green')
    const found = await preview('crews', second)
    expect(found).toMatchObject({
      counts: { added: 0, changed: 1, unchanged: 1, refused: 1 },
      unknownColumns: ['colour'],
      samples: [{ kind: 'changed', name: 'One', columns: ['Tue'], after: { Mon: '08:00-16:30' } }],
    })
    expect(found.problems).toMatchObject([
      { code: 'COLUMN_UNKNOWN', severity: 'warning' },
      { line: 4, code: 'VALUE_MISSING' },
      { line: 4, code: 'VALUE_MISSING' },
      { line: 4, code: 'VALUE_MISSING' },
    ])
    const { commandId, result } = await confirm('crews', csv('crew,tue', 'One,7-15', 'Two,'))
    expect(result).toEqual({ added: 0, changed: 1, unchanged: 1 })
    await manager.inputs.undo.mutate({ commandId: newId(), data: { commandId } })
    const { rows } = await manager.inputs.list.query({ list: 'crews', search: 'One' })
    expect(rows[0].cells).toMatchObject({ Mon: '08:00-16:30', Tue: '' })
  })

  it('takes cells that were mended on screen in place of those of the file', async () => {
    const text = csv(crewsHead, 'Mended,AC,WA,America/Los_Angeles,,')
    const edits = [{ line: 2, column: 'Region', value: 'US-WA' }]
    const { digest, counts } = await manager.inputs.previewImport.mutate({
      list: 'crews',
      text,
      edits,
    })
    expect(counts).toMatchObject({ added: 1, refused: 0 })
    const data = { list: 'crews' as const, text, edits, digest }
    await manager.inputs.import.mutate({ commandId: newId(), data })
    const { rows } = await manager.inputs.list.query({ list: 'crews', search: 'Mended' })
    expect(rows[0].cells.region).toBe('US-WA')
  })

  it('takes a mended cell for a column that the file does not have', async () => {
    const text = csv('crew,skills,time zone', 'Filled,AC,America/Los_Angeles')
    expect((await preview('crews', text)).problems).toMatchObject([
      { line: 2, column: 'region', code: 'VALUE_MISSING' },
    ])
    const edits = [{ line: 2, column: 'region', value: 'US-WA' }]
    const mended = await manager.inputs.previewImport.mutate({ list: 'crews', text, edits })
    expect(mended).toMatchObject({ counts: { added: 1, refused: 0 }, problems: [] })
  })

  it('is refused when the list changed between preview and confirm', async () => {
    const text = csv('crew,tue', 'One,7-15')
    const { digest } = await preview('crews', text)
    await confirm('crews', csv('crew,wed', 'One,7-15'))
    const stale = { commandId: newId(), data: { list: 'crews' as const, text, digest } }
    expect(await refusalOf(manager.inputs.import.mutate(stale))).toMatchObject({ code: 'CONFLICT' })
  })

  it('does the same file once: again, there is nothing to do', async () => {
    const text = csv('crew,from,to,reason', 'One,12/1/2026,12/4/2026,"Training, north"')
    await confirm('absences', text)
    expect((await preview('absences', text)).counts).toEqual({
      added: 0,
      changed: 0,
      unchanged: 1,
      refused: 0,
    })
    expect(await refusalOf(confirm('absences', text))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  it('is for planners, and only within their regions', async () => {
    const text = csv(crewsHead, 'Four,AC,US-OR,America/Los_Angeles,,')
    const auditor = await server.signIn('auditor')
    expect(await refusalOf(preview('crews', text, auditor))).toMatchObject({ code: 'FORBIDDEN' })
    const washington = await server.signIn('dispatcher', { regions: ['US-WA'] })
    expect((await preview('crews', text, washington)).problems).toMatchObject([
      { line: 2, code: 'OUTSIDE_SCOPE' },
    ])
    expect(await refusalOf(confirm('crews', text, washington))).toMatchObject({
      code: 'IMPORT_HAS_ERRORS',
    })
  })

  it.each([
    ['nothing', ''],
    ['no table', '{"crews": []}'],
    ['another table', 'a,b\n1,2\n'],
    ['an open quotation mark', `${crewsHead}\n"One,AC\n`],
  ])('of %s says so and changes nothing', async (_what, text) => {
    const found = await preview('crews', text)
    expect(found.counts).toMatchObject({ added: 0, changed: 0 })
    expect(found.problems.some(({ severity }) => severity === 'error')).toBe(true)
    const refused = await refusalOf(confirm('crews', text))
    expect(refused.code).toBe('IMPORT_HAS_ERRORS')
  })
})

describe('an export', () => {
  beforeAll(async () => {
    const { rows: orders } = await manager.orders.list.query({})
    await confirm('depots', csv('depot,region,lat,lon', '"Yard, north",US-WA,47.5,-122.25'))
    await confirm(
      'territories',
      csv('territory,regions,depot', 'Sound,US-WA; US-OR,"Yard, north"', 'East,US-ID,'),
    )
    await confirm('crews', csv('crew,territory,also in', 'One,Sound,East'))
    await confirm('holidays', csv('region,day,name,day off', 'US-WA,2026-12-24,Ours,yes'))
    const deliveries = [
      'delivery,depot,kit,quantity,due,received',
      `S-1,"Yard, north",${kit},5,2026-12-07,`,
      `S-2,"Yard, north",${kit},8,2026-11-02,2026-11-03`,
    ]
    await confirm('deliveries', csv(...deliveries))
    await confirm('stock', csv('depot,kit,on hand', `"Yard, north",${kit},7`))
    const site = `"=Alder, ""North"""`
    await confirm('access', csv('site,opens,closes,weekdays', `${site},6:00,14:00,Mon-Fri`))
    await confirm('permits', csv('site,lead days,applied,note', `${site},20,2026-11-01,"a\nb"`))
    await confirm(
      'blackouts',
      csv('site,region,from,to,reason', `${site},,2026-12-01,2026-12-02,-10 °C`),
    )
    await confirm('travel', csv('area,speed,allowance', 'urban,25.5,20'))
    await confirm(
      'priorities',
      csv('order,priority,day,crew', `${orders[0].number},1,2026-12-08,One`),
    )
  })

  it.each(inputListNames)('of %s imports again to no change', async (list) => {
    const { total } = await manager.inputs.list.query({ list })
    expect(total).toBeGreaterThan(0)
    const text = await manager.inputs.exportCsv.query({ list })
    expect(await preview(list, text)).toMatchObject({
      counts: { added: 0, changed: 0, unchanged: total, refused: 0 },
      problems: [],
    })
  })

  it('carries nothing that a spreadsheet would take for a formula', async () => {
    const text = await manager.inputs.exportCsv.query({ list: 'access' })
    expect(text).toContain(`'=Alder`)
  })
})

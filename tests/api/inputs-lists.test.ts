import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildInputsScene, crew, inputRows } from '../support/input-rows.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

/** What each list of inputs means, beyond what holds for all. */
let server: TestServer
let manager: Client
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  await buildInputsScene(server, manager)
})
afterAll(() => server.close())

const { rowsOf, rowWith, add, edit, remove, undo } = inputRows(() => manager)

describe('each list', () => {
  it('territories draw regions together, with the depot that serves them', async () => {
    await add('depots', { depot: 'Tacoma', region: 'US-WA', lat: '47.2', lon: '-122.4' })
    await add('territories', { territory: 'Sound', regions: 'us-wa, US-OR', depot: 'Tacoma' })
    expect((await rowWith('territories', { territory: 'Sound' })).cells).toEqual({
      territory: 'Sound',
      regions: 'US-WA; US-OR',
      depot: 'Tacoma',
    })
    await add('crews', crew('Of the Sound', { territory: 'sound' }))
    expect(
      await refusalOf(remove('territories', await rowWith('territories', { territory: 'Sound' }))),
    ).toMatchObject({ details: { cells: [{ code: 'IN_USE' }] } })
  })

  it('absences belong to a crew and end after they begin', async () => {
    await add('crews', crew('Absent'))
    const absence = { crew: 'Absent', from: '12/1/2026', to: '2026-12-04', reason: 'Training' }
    expect(await refusalOf(add('absences', { ...absence, to: '2026-11-30' }))).toMatchObject({
      details: { cells: [{ column: 'to', code: 'ENDS_BEFORE_START' }] },
    })
    await add('absences', absence)
    const row = await rowWith('absences', { crew: 'Absent', from: '2026-12-01' })
    const { commandId } = await remove('absences', row)
    await undo(commandId)
    expect(await rowWith('absences', { crew: 'Absent' })).toEqual(row)
  })

  it('holidays are those of the state, and can be worked through; ours go back to public', async () => {
    const christmas = await rowWith('holidays', { region: 'US-WA', name: 'Christmas Day' })
    expect(christmas.cells).toMatchObject({ dayOff: 'yes', source: 'public' })
    const { commandId } = await edit('holidays', christmas, { dayOff: 'no' })
    expect(await rowWith('holidays', { day: christmas.cells.day, region: 'US-WA' })).toMatchObject({
      id: christmas.id,
      cells: { dayOff: 'no', source: 'ours' },
    })
    await undo(commandId)
    expect(await rowWith('holidays', { day: christmas.cells.day, region: 'US-WA' })).toEqual(
      christmas,
    )
    expect(await refusalOf(remove('holidays', christmas))).toMatchObject({
      details: { cells: [{ code: 'NOT_EDITABLE' }] },
    })
    await add('holidays', { region: 'US-WA', day: '2026-12-24', name: 'Company day', dayOff: 'y' })
    await remove('holidays', await rowWith('holidays', { name: 'Company day' }))
    expect((await rowsOf('holidays')).map(({ cells }) => cells.name)).not.toContain('Company day')
  })

  it('a delivery moves the stock when it is received, and back when that was wrong', async () => {
    const [{ code: kit }] = await manager.program.listKitTypes.query()
    const { commandId } = await add('deliveries', {
      depot: 'Tacoma',
      kit,
      quantity: '40',
      due: '2026-12-07',
    })
    const [due] = await rowsOf('deliveries')
    expect(due.cells.delivery).toMatch(/^D\d{5}$/)
    await edit('deliveries', due, { due: '2026-12-21' })
    const moved = await rowWith('deliveries', { delivery: due.cells.delivery })
    const received = await edit('deliveries', moved, { received: '2026-11-20' })
    expect(await rowWith('stock', { depot: 'Tacoma', kit })).toMatchObject({
      cells: { onHand: '40' },
    })
    const here = await rowWith('deliveries', { delivery: due.cells.delivery })
    const counted = await edit('deliveries', here, { quantity: '38' })
    expect((await rowWith('stock', { kit })).cells.onHand).toBe('38')
    await undo(counted.commandId)
    await undo(received.commandId)
    expect((await rowWith('stock', { kit })).cells.onHand).toBe('0')
    expect(await refusalOf(undo(commandId))).toMatchObject({ code: 'BUILT_UPON' })
  })

  it('a count corrects the stock, whatever was recorded', async () => {
    const [, { code: kit }] = await manager.program.listKitTypes.query()
    await add('stock', { depot: 'Tacoma', kit, onHand: '12' })
    const row = await rowWith('stock', { kit })
    const { commandId } = await edit('stock', row, { onHand: '9' })
    expect((await rowWith('stock', { kit })).cells.onHand).toBe('9')
    await undo(commandId)
    expect((await rowWith('stock', { kit })).cells.onHand).toBe('12')
  })

  it('access and permits are of a site, known by a name that only one has', async () => {
    await add('access', { site: 'alder', opens: '6 AM', closes: '10:30', weekdays: 'Mon-Wed' })
    expect((await rowWith('access', { site: 'Alder' })).cells).toMatchObject({
      region: 'US-WA',
      opens: '06:00',
      closes: '10:30',
      weekdays: 'Mon Tue Wed',
      areaGuess: 'rural',
    })
    const refusals = ['Nowhere', 'Twin'].map((site) =>
      refusalOf(add('permits', { site, leadDays: '20' })),
    )
    expect(await Promise.all(refusals)).toMatchObject([
      { details: { cells: [{ code: 'SITE_UNKNOWN' }] } },
      { details: { cells: [{ code: 'SITE_UNCLEAR' }] } },
    ])
    await add('permits', { site: 'Alder', leadDays: '20' })
    const permit = await rowWith('permits', { site: 'Alder' })
    expect(permit.cells.state).toBe('missing')
    await edit('permits', permit, { applied: '2026-01-05' })
    const { rows, total } = await manager.inputs.list.query({ list: 'permits', state: 'late' })
    expect({ total, sites: rows.map(({ cells }) => cells.site) }).toEqual({
      total: 1,
      sites: ['Alder'],
    })
  })

  it('a blackout is of a site or of a region', async () => {
    const days = { from: '2026-12-20', to: '2027-01-02', reason: 'Holiday freeze' }
    expect(await refusalOf(add('blackouts', days))).toMatchObject({ code: 'CELLS_REFUSED' })
    expect(
      await refusalOf(add('blackouts', { ...days, site: 'Alder', region: 'US-WA' })),
    ).toMatchObject({ code: 'CELLS_REFUSED' })
    await add('blackouts', { ...days, region: 'US-WA' })
    const { commandId } = await add('blackouts', { ...days, site: 'Alder' })
    expect(await rowsOf('blackouts')).toHaveLength(2)
    expect(await refusalOf(add('blackouts', { ...days, site: 'Alder' }))).toMatchObject({
      details: { cells: [{ code: 'KEY_TAKEN' }] },
    })
    await undo(commandId)
    expect(await rowsOf('blackouts')).toHaveLength(1)
  })

  it('milestones keep gate before target; only who may promise changes them', async () => {
    const row = await rowWith('milestones', { milestone: 'NACS DC' })
    expect(await refusalOf(edit('milestones', row, { target: '2025-01-01' }))).toMatchObject({
      details: { cells: [{ column: 'target', code: 'ENDS_BEFORE_START' }] },
    })
    const dispatcher = await server.signIn('dispatcher')
    expect(await refusalOf(edit('milestones', row, { weight: '2' }, dispatcher))).toMatchObject({
      code: 'FORBIDDEN',
    })
    const { commandId } = await edit('milestones', row, { gate: '2026-02-02', weight: '2.5' })
    expect((await rowWith('milestones', { milestone: 'NACS DC' })).cells).toMatchObject({
      gate: '2026-02-02',
      weight: '2.5',
    })
    expect(await refusalOf(undo(commandId, dispatcher))).toMatchObject({ code: 'FORBIDDEN' })
    await undo(commandId)
    expect(await rowWith('milestones', { milestone: 'NACS DC' })).toEqual(row)
  })

  it('priorities and pins are of open orders, and go when they are ordinary again', async () => {
    const { rows: orders } = await manager.orders.list.query({})
    const number = String(orders[0].number)
    expect(await refusalOf(add('priorities', { order: '999999', priority: '1' }))).toMatchObject({
      details: { cells: [{ code: 'ORDER_UNKNOWN' }] },
    })
    expect(
      await refusalOf(add('priorities', { order: number, priority: '1', week: '2026-12-01' })),
    ).toMatchObject({ details: { cells: [{ column: 'week', code: 'NOT_A_MONDAY' }] } })
    await add('priorities', { order: number, priority: '1', week: '2026-12-07' })
    const row = await rowWith('priorities', { order: number })
    expect(row.cells).toMatchObject({ priority: '1', week: '2026-12-07' })
    const { commandId } = await edit('priorities', row, { priority: '3', week: '' })
    expect(await rowsOf('priorities')).toEqual([])
    await undo(commandId)
    expect((await rowWith('priorities', { order: number })).cells).toEqual(row.cells)
  })
})

import { newId, type Id } from '@changeover/shared/commands'
import type { Cells, InputListName } from '@changeover/shared/planning'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../support/network.ts'
import { assignOrders, createCrew, createRollout, generateOrders } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { parseDay } from '@changeover/shared/time'

let server: TestServer
let manager: Client
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  const { db } = server.opened.services
  await buildSite(db, { name: 'Alder', ports: [{}] })
  await buildSite(db, { name: 'Birch', region: 'US-OR', ports: [{}] })
  await buildSite(db, { name: 'Twin', ports: [{}] })
  await buildSite(db, { name: 'Twin', ports: [{}] })
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
})
afterAll(() => server.close())

/** The rows of a list, as their cells. */
async function rowsOf(list: InputListName, client = manager, search = '') {
  const { rows } = await client.inputs.list.query({ list, search })
  return rows
}

async function rowWith(list: InputListName, cells: Cells, client = manager) {
  const rows = await rowsOf(list, client)
  const found = rows.find((row) =>
    Object.entries(cells).every(([key, text]) => row.cells[key] === text),
  )
  if (!found) throw new Error(`No row with ${JSON.stringify(cells)}`)
  return found
}

function add(list: InputListName, after: Cells, client = manager) {
  return client.inputs.change.mutate({
    commandId: newId(),
    data: { list, changes: [{ id: null, before: null, after }] },
  })
}

function edit(
  list: InputListName,
  row: { id: Id<'Input'> | string; cells: Cells },
  after: Cells,
  client = manager,
) {
  return client.inputs.change.mutate({
    commandId: newId(),
    data: { list, changes: [{ id: row.id, before: row.cells, after }] },
  })
}

function remove(list: InputListName, row: { id: string; cells: Cells }, client = manager) {
  return client.inputs.change.mutate({
    commandId: newId(),
    data: { list, changes: [{ id: row.id, before: row.cells, after: null }] },
  })
}

const undo = (commandId: string, client = manager) =>
  client.inputs.undo.mutate({ commandId: newId(), data: { commandId } })

const crew = (name: string, more: Cells = {}): Cells => ({
  crew: name,
  skills: 'AC; DC',
  region: 'US-WA',
  timeZone: 'America/Los_Angeles',
  Mon: '8:00 - 16:30',
  ...more,
})

describe('a list of inputs', () => {
  it('takes a row, writes it in one form, shows it, and takes it back', async () => {
    const { commandId } = await add('crews', crew('Alpha', { Tue: '7-15:30', skills: 'ac,dc' }))
    const row = await rowWith('crews', { crew: 'Alpha' })
    expect(row.cells).toMatchObject({
      Mon: '08:00-16:30',
      Tue: '07:00-15:30',
      Wed: '',
      skills: 'AC; DC',
    })
    await undo(commandId)
    expect(await rowsOf('crews', manager, 'Alpha')).toEqual([])
  })

  it('says of every cell what is wrong, and changes nothing then', async () => {
    const refused = await refusalOf(
      manager.inputs.change.mutate({
        commandId: newId(),
        data: {
          list: 'crews',
          changes: [
            { id: null, before: null, after: crew('Good') },
            { id: null, before: null, after: crew('Bad', { Mon: '16-8', region: 'Atlantis' }) },
          ],
        },
      }),
    )
    expect(refused).toEqual({
      code: 'CELLS_REFUSED',
      details: {
        cells: [
          { row: 1, column: 'region', code: 'NAME_UNKNOWN' },
          { row: 1, column: 'Mon', code: 'SHIFT_UNREADABLE' },
        ],
      },
    })
    expect(await rowsOf('crews', manager, 'Good')).toEqual([])
  })

  it('merges by cell: another cell stands, the same cell is refused', async () => {
    await add('crews', crew('Merge'))
    const seen = await rowWith('crews', { crew: 'Merge' })
    await edit('crews', seen, { Mon: '09:00-17:00' })
    await edit('crews', seen, { Tue: '09:00-17:00' })
    expect(await refusalOf(edit('crews', seen, { Mon: '10:00-18:00' }))).toMatchObject({
      code: 'CELLS_REFUSED',
      details: { cells: [{ row: 0, column: 'Mon', code: 'CHANGED_MEANWHILE' }] },
    })
    expect((await rowWith('crews', { crew: 'Merge' })).cells).toMatchObject({
      Mon: '09:00-17:00',
      Tue: '09:00-17:00',
    })
  })

  it('keeps what happened to a row: who, when, from what to what', async () => {
    await add('crews', crew('Told'))
    const seen = await rowWith('crews', { crew: 'Told' })
    await edit('crews', seen, { Mon: '' })
    const history = await manager.inputs.history.query({ list: 'crews', id: seen.id })
    expect(history).toMatchObject([
      { actorName: 'Test program_manager', before: { Mon: '08:00-16:30' }, after: { Mon: '' } },
      { before: null, after: { crew: 'Told' } },
    ])
  })

  it('takes nothing back that somebody changed since, and says what stands in the way', async () => {
    await add('crews', crew('Built'))
    const first = await edit('crews', await rowWith('crews', { crew: 'Built' }), { Mon: '07-15' })
    await edit('crews', await rowWith('crews', { crew: 'Built' }), { Mon: '06-14' })
    expect(await refusalOf(undo(first.commandId))).toMatchObject({ code: 'BUILT_UPON' })
    expect((await rowWith('crews', { crew: 'Built' })).cells.Mon).toBe('06:00-14:00')
  })

  it('knows each row by one key', async () => {
    await add('crews', crew('Once'))
    expect(await refusalOf(add('crews', crew('once')))).toMatchObject({
      code: 'CELLS_REFUSED',
      details: { cells: [{ column: 'crew', code: 'KEY_TAKEN' }] },
    })
    const row = await rowWith('crews', { crew: 'Once' })
    await remove('crews', row)
    await add('crews', crew('Once'))
    expect(await rowsOf('crews', manager, 'Once')).toHaveLength(1)
  })

  it('keeps a crew that has orders ahead', async () => {
    const crewId = await createCrew(manager, { name: 'Busy' })
    const { rows } = await manager.orders.list.query({})
    await assignOrders(manager, crewId, parseDay('2026-12-01'), [rows[0].id])
    const row = await rowWith('crews', { crew: 'Busy' })
    expect(await refusalOf(remove('crews', row))).toMatchObject({
      details: { cells: [{ column: 'crew', code: 'IN_USE' }] },
    })
  })
})

describe('who may change inputs', () => {
  it('a dispatcher may; an executive and an auditor may look, a crew may not even look', async () => {
    await add('crews', crew('By dispatcher'), await server.signIn('dispatcher'))
    for (const role of ['executive', 'auditor'] as const) {
      const reader = await server.signIn(role)
      expect((await rowsOf('crews', reader)).length).toBeGreaterThan(0)
      expect(await refusalOf(add('crews', crew('No'), reader))).toMatchObject({ code: 'FORBIDDEN' })
    }
    const hand = await server.signIn('crew')
    expect(await refusalOf(hand.inputs.list.query({ list: 'crews' }))).toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  it('nobody sees or changes what lies outside their regions', async () => {
    await add('crews', crew('Of Oregon', { region: 'US-OR' }))
    const washington = await server.signIn('dispatcher', { regions: ['US-WA'] })
    const row = await rowWith('crews', { crew: 'Of Oregon' })
    expect(await rowsOf('crews', washington, 'Of Oregon')).toEqual([])
    expect(await refusalOf(edit('crews', row, { Mon: '' }, washington))).toMatchObject({
      code: 'CELLS_REFUSED',
    })
    expect(
      await refusalOf(add('crews', crew('Abroad', { region: 'US-OR' }), washington)),
    ).toMatchObject({ details: { cells: [{ code: 'OUTSIDE_SCOPE' }] } })
    expect(
      await refusalOf(washington.inputs.history.query({ list: 'crews', id: row.id })),
    ).toMatchObject({ code: 'NOT_FOUND' })
    const own = await add('crews', crew('Of Washington'), washington)
    await undo(own.commandId, washington)
    const foreign = await add('crews', crew('Also Oregon', { region: 'US-OR' }))
    expect(await refusalOf(undo(foreign.commandId, washington))).toMatchObject({
      code: 'BUILT_UPON',
    })
  })

  it('only who sees everywhere sets the travel speeds', async () => {
    const row = await rowWith('travel', { area: 'rural' })
    const washington = await server.signIn('dispatcher', { regions: ['US-WA'] })
    expect(await refusalOf(edit('travel', row, { speed: '80' }, washington))).toMatchObject({
      details: { cells: [{ code: 'OUTSIDE_SCOPE' }] },
    })
    await edit('travel', row, { speed: '80' })
    expect((await rowWith('travel', { area: 'rural' })).cells.speed).toBe('80')
    expect(
      await refusalOf(remove('travel', await rowWith('travel', { area: 'rural' }))),
    ).toMatchObject({ details: { cells: [{ code: 'NOT_EDITABLE' }] } })
  })
})

describe('costs', () => {
  it('are always there, without a price until somebody gives one', async () => {
    const day = await rowWith('costs', { cost: 'crew day' })
    expect(day.cells).toMatchObject({ price: '', currency: '' })
    expect(await refusalOf(edit('costs', day, { price: '900' }))).toMatchObject({
      details: { cells: [{ column: 'currency', code: 'BOTH_OR_NONE' }] },
    })
    const { commandId } = await edit('costs', day, { price: '900.5', currency: 'USD' })
    expect((await rowWith('costs', { cost: 'crew day' })).cells.price).toBe('900.5')
    await undo(commandId)
    expect((await rowWith('costs', { cost: 'crew day' })).cells).toEqual(day.cells)
  })

  it('are set only by who sees everywhere', async () => {
    const washington = await server.signIn('dispatcher', { regions: ['US-WA'] })
    const row = await rowWith('costs', { cost: 'hour on the road' })
    const setting = edit('costs', row, { price: '20', currency: 'USD' }, washington)
    expect(await refusalOf(setting)).toMatchObject({
      details: { cells: [{ code: 'OUTSIDE_SCOPE' }] },
    })
  })
})

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

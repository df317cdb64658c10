import { newId } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildInputsScene, crew, inputRows } from '../support/input-rows.ts'
import { assignOrders, createCrew } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

/** Lists of inputs as a whole: what can be written, by whom, and taken back. */
let server: TestServer
let manager: Client
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  await buildInputsScene(server, manager)
})
afterAll(() => server.close())

const { rowsOf, rowWith, add, edit, remove, undo } = inputRows(() => manager)

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

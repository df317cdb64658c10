import { planningInputs } from '@changeover/server/planning/inputs/index'
import { newId, type Id } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../support/network.ts'
import { createCrew, createRollout, generateOrders } from '../support/rollout.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'

/** What the planner reads: rows of the database in, the planner's own terms out. */
const startOn = parseDay('2026-11-23')
const window = { startOn, horizonWeeks: 8 }

let server: TestServer
let manager: Client
let programId: Id<'Program'>
let siteId: Id<'Site'>
let crewId: Id<'Crew'>
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  const { db } = server.opened.services
  ;({ siteId } = await buildSite(db, { name: 'Alder', ports: [{}, {}] }))
  await buildSite(db, { name: 'Birch', region: 'US-OR', ports: [{}] })
  ;({ programId } = await createRollout(manager))
  await generateOrders(manager, programId)
  crewId = await createCrew(manager, { name: 'Rainier' })
})
afterAll(() => server.close())

const read = () => planningInputs(server.opened.services.db, programId, window)

describe('the inputs of a plan', () => {
  it('say who works when: the usual week, less public holidays of the crew’s state', async () => {
    const [crew] = (await read()).crews
    expect(crew.shifts.map(({ weekday }) => weekday)).toEqual([1, 2, 3, 4, 5])
    expect(crew.shifts[0]).toMatchObject({ startMinute: 480, endMinute: 990 })
    expect(crew.daysOff).toEqual(['2026-11-26', '2026-12-25', '2027-01-01', '2027-01-18'])
  })

  it('leave out days of absence, and holidays on which the organisation works', async () => {
    const { db } = server.opened.services
    await db
      .insertInto('crewAbsence')
      .values({
        id: newId<'CrewAbsence'>(),
        crewId,
        fromOn: parseDay('2026-11-20'),
        toOn: parseDay('2026-11-24'),
        reason: 'Training',
      })
      .execute()
    await db
      .insertInto('holidayOverride')
      .values({
        id: newId<'HolidayOverride'>(),
        region: 'US-WA',
        fallsOn: parseDay('2027-01-18'),
        name: 'Martin Luther King Jr. Day',
        isDayOff: false,
      })
      .execute()
    const [crew] = (await read()).crews
    expect(crew.daysOff).toEqual([
      '2026-11-23',
      '2026-11-24',
      '2026-11-26',
      '2026-12-25',
      '2027-01-01',
    ])
  })

  it('say of a site when it may be entered, and when its permit will be there', async () => {
    const { db } = server.opened.services
    await db
      .insertInto('siteAccess')
      .values({ siteId, opensAt: '06:00', closesAt: '10:30', weekdays: [1, 2], areaType: 'urban' })
      .execute()
    await db.insertInto('sitePermit').values({ siteId, leadDays: 30 }).execute()
    await db
      .insertInto('blackout')
      .values([
        {
          id: newId<'Blackout'>(),
          siteId,
          fromOn: parseDay('2026-12-01'),
          toOn: parseDay('2026-12-02'),
          reason: 'Resurfacing',
        },
        {
          id: newId<'Blackout'>(),
          region: 'US-WA',
          fromOn: parseDay('2026-12-24'),
          toOn: parseDay('2026-12-24'),
          reason: 'Freeze',
        },
      ])
      .execute()
    const { sites } = await read()
    expect(sites.find(({ id }) => id === siteId)).toMatchObject({
      territoryId: 'US-WA',
      areaType: 'urban',
      accessWindow: { openMinute: 360, closeMinute: 630 },
      accessWeekdays: [1, 2],
      blackoutDays: ['2026-12-01', '2026-12-02', '2026-12-24'],
      permitOn: '2026-12-23',
    })
    const other = sites.find(({ id }) => id !== siteId)
    expect(other).toMatchObject({ areaType: 'rural' })
    expect(other).not.toHaveProperty('permitOn')
  })

  it('count kits on hand and deliveries to come; one that never came is named instead', async () => {
    const { db } = server.opened.services
    const depotId = newId<'Depot'>()
    await db
      .insertInto('depot')
      .values({ id: depotId, name: 'Tacoma', region: 'US-WA', lat: 47.2, lon: -122.4 })
      .execute()
    const [kit] = await manager.program.listKitTypes.query()
    const delivery = (dueOn: string, quantity: number) => ({
      id: newId<'KitReceipt'>(),
      depotId,
      kitTypeId: kit.id,
      quantity,
      dueOn: parseDay(dueOn),
    })
    await db
      .insertInto('kitReceipt')
      .values([delivery('2026-11-10', 7), delivery('2026-12-07', 20)])
      .execute()
    await db
      .insertInto('kitMovement')
      .values({
        id: newId<'KitMovement'>(),
        depotId,
        kitTypeId: kit.id,
        quantity: 5,
        movedOn: parseDay('2026-11-01'),
        reason: 'counted',
        commandId: newId<'Command'>(),
      })
      .execute()
    const inputs = await read()
    expect(inputs.depots).toEqual([
      {
        id: depotId,
        receipts: [
          { kitId: kit.id, on: startOn, quantity: 5 },
          { kitId: kit.id, on: '2026-12-07', quantity: 20 },
        ],
      },
    ])
    expect(inputs.overdue).toMatchObject([{ dueOn: '2026-11-10' }])
    expect(inputs.sites.every((site) => site.depotId === depotId)).toBe(true)
    expect(inputs.names.get(depotId)).toBe('Tacoma')
  })

  it('carry pins by order, travel by area type, and milestones with gate, target and weight', async () => {
    const { db } = server.opened.services
    const { rows } = await manager.orders.list.query({})
    await db
      .insertInto('orderPin')
      .values({ orderId: rows[0].id, weekOn: startOn, crewId })
      .execute()
    const { pins, travel, milestones } = await read()
    expect([...pins]).toEqual([[rows[0].id, { weekOn: startOn, crewId }]])
    expect(travel.speedKmh).toEqual({ urban: 28, suburban: 45, rural: 75 })
    expect(milestones).toHaveLength(3)
    expect(milestones[0]).toMatchObject({ gateOn: '2026-01-05', weight: 1 })
  })
})

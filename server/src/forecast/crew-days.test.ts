import { newId } from '@changeover/shared/commands'
import { addWeeks, parseDay } from '@changeover/shared/time'
import { describe, expect, it } from 'vitest'
import { capacityOf, crewDaysIn, lastWholeWeek, poolOf, poolsOf, REST } from './crew-days.ts'
import type { CrewRow, TerritoryRow } from './inputs-repository.ts'

const monday = parseDay('2026-11-16')
const sunday = parseDay('2026-11-22')

function crew(more: Partial<CrewRow> = {}): CrewRow {
  return { id: newId(), territoryId: null, region: 'US-WA', weekdays: [], absences: [], ...more }
}
const west: TerritoryRow = { id: newId(), name: 'West', regions: ['US-WA', 'US-OR'] }
const east: TerritoryRow = { id: newId(), name: 'East', regions: ['US-NY'] }

describe('pools of crews', () => {
  it('are the territories, by what a crew is assigned to, else by where it is at home', () => {
    const pools = poolsOf([west, east], [crew(), crew({ territoryId: east.id })])
    expect(pools.map(({ name, crews }) => [name, crews.length])).toEqual([
      ['West', 1],
      ['East', 1],
      [REST, 0],
    ])
    expect(poolOf(pools, 'US-OR').name).toBe('West')
  })

  it('leave a territory without crews to the rest', () => {
    const pools = poolsOf([west, east], [crew(), crew({ region: 'US-TX' })])
    expect(poolOf(pools, 'US-NY')).toMatchObject({ key: REST, crews: [{ region: 'US-TX' }] })
  })
})

describe('crew-days', () => {
  it('are shifts less absences; without a calendar Monday to Friday', () => {
    const [pool] = poolsOf(
      [west],
      [
        crew(),
        crew({ weekdays: [1, 2, 6] }),
        crew({ absences: [{ fromOn: parseDay('2026-11-19'), toOn: sunday }] }),
      ],
    )
    expect(crewDaysIn(pool, monday)).toBe(5 + 3 + 3)
    expect(crewDaysIn(pool, addWeeks(monday, 1))).toBe(5 + 3 + 5)
  })

  it('ahead are the same a week later when no calendar changed', () => {
    const [pool] = poolsOf([west], [crew(), crew({ weekdays: [1, 2, 3] })])
    expect(capacityOf(pool, sunday)).toEqual({ territory: west.id, weeks: [], afterwards: 8 })
    expect(capacityOf(pool, addWeeks(sunday, 1))).toEqual(capacityOf(pool, sunday))
  })

  it('ahead list every week until the last absence is over', () => {
    const absence = { fromOn: parseDay('2026-11-30'), toOn: parseDay('2026-12-01') }
    const [pool] = poolsOf([west], [crew({ absences: [absence] })])
    expect(capacityOf(pool, monday)).toEqual({
      territory: west.id,
      weeks: [
        { week: '2026-11-16', crewDays: 5 },
        { week: '2026-11-23', crewDays: 5 },
        { week: '2026-11-30', crewDays: 3 },
      ],
      afterwards: 5,
    })
  })
})

describe('the last whole week', () => {
  it('is the present one on a Sunday only', () => {
    expect(lastWholeWeek(sunday)).toBe(monday)
    expect(lastWholeWeek(parseDay('2026-11-21'))).toBe('2026-11-09')
  })
})

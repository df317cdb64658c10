import { newId } from '@changeover/shared/commands'
import { HOME } from '@changeover/shared/forecast'
import { addWeeks, parseDay, type Day } from '@changeover/shared/time'
import { describe, expect, it } from 'vitest'
import { poolsOf } from './crew-days.ts'
import { throughputOf, visitsOf, type Counted } from './throughput.ts'

const asOf = parseDay('2026-11-22')
const lastWeek = parseDay('2026-11-16')
const west = { id: newId<'Territory'>(), name: 'West', regions: ['US-WA'] }
const crew = {
  id: newId<'Crew'>(),
  territoryId: west.id,
  region: 'US-WA',
  weekdays: [],
  absences: [],
}
const pools = poolsOf([west], [crew, { ...crew, id: newId<'Crew'>() }])
const kits = [
  { charge: 'AC' as const, minutes: 30, onHand: 0, isCounted: true },
  { charge: 'DC' as const, minutes: 90, onHand: 0, isCounted: true },
]

function count(
  charge: 'AC' | 'DC' | 'HOME',
  measure: string,
  quantity: number,
  week: Day = lastWeek,
): Counted {
  const territory = charge === 'HOME' ? HOME : west.id
  return {
    milestone: charge,
    charge,
    territory,
    region: 'US-WA',
    measure,
    week,
    quantity,
    gains: Math.max(0, quantity),
  }
}

describe('the throughput', () => {
  it('ends with the last whole week and begins with the first work', () => {
    const first = addWeeks(lastWeek, -2)
    const counted = [
      count('AC', 'done', 8, first),
      count('AC', 'done', 4),
      count('AC', 'scope', 90),
    ]
    const { history } = throughputOf(counted, [], pools, kits, asOf)
    expect(history).toEqual([
      { milestone: 'AC', territory: west.id, attempted: [8, 0, 4], crewDays: [10, 0, 10] },
    ])
    const dayBefore = throughputOf(counted, [], pools, kits, parseDay('2026-11-21'))
    expect(dayBefore.history[0].attempted).toEqual([8, 0])
  })

  it('shares crew-days by the minutes that the work takes', () => {
    // 20 × (30 + 30) minutes of AC, 5 × (90 + 30) of DC: two to one.
    const counted = [count('AC', 'done', 20), count('DC', 'done', 5)]
    const { history } = throughputOf(counted, [], pools, kits, asOf)
    expect(history.map(({ crewDays }) => crewDays)).toEqual([[6.667], [3.333]])
  })

  it('counts the ports of visits that ended blocked as attempted', () => {
    const counted = [
      count('AC', 'done', 20),
      count('AC', 'orders:done', 10),
      count('AC', 'orders:blocked', 3),
    ]
    expect(throughputOf(counted, [], pools, kits, asOf).history[0].attempted).toEqual([26])
    expect(visitsOf(counted)).toEqual([{ milestone: 'AC', visits: 13, noAccess: 3, revisits: 0 }])
  })

  it('assumes for work that has not begun that shifts are as full as they are now', () => {
    // 1,200 of 4,800 minutes are used: a quarter of 480 minutes is one DC connector of 120.
    const counted = [count('AC', 'done', 20), count('DC', 'scope', 50)]
    const { assumed, history } = throughputOf(counted, [], pools, kits, asOf)
    expect(history.map(({ milestone }) => milestone)).toEqual(['AC'])
    expect(assumed).toEqual([
      { milestone: 'AC', connectorsPerCrewDay: 2 },
      { milestone: 'DC', connectorsPerCrewDay: 1 },
    ])
  })

  it('takes home kits for a queue of their own', () => {
    const { history, assumed } = throughputOf([count('HOME', 'done', 9)], [], pools, kits, asOf)
    expect(history).toEqual([{ milestone: 'HOME', territory: HOME, attempted: [9], crewDays: [5] }])
    expect(assumed).toEqual([])
  })
})

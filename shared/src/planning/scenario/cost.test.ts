import { parseDay } from '../../time/index.ts'
import { describe, expect, it } from 'vitest'
import type { PlanningProblem, Schedule } from '../problem.ts'
import { applyPatch } from './apply-patch.ts'
import { costDifference, costOf } from './cost.ts'
import { ScenarioPatchSchema } from './patch.ts'
import { quantitiesOf, type PlanQuantities } from './quantities.ts'

const monday = parseDay('2026-12-07')
const nextMonday = parseDay('2026-12-14')

/** One crew, Monday to Friday from 8 to 16, off on the first Tuesday; two sites, one routed. */
const problem: PlanningProblem = {
  startOn: monday,
  horizonWeeks: 4,
  detailedWeeks: 1,
  crews: [
    {
      id: 'crew',
      territoryId: 'west',
      skills: ['AC'],
      latitude: 47,
      longitude: -122,
      shifts: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, startMinute: 480, endMinute: 960 })),
      daysOff: [parseDay('2026-12-08')],
    },
  ],
  sites: ['a', 'b'].map((id) => ({
    id,
    territoryId: 'west',
    latitude: 47,
    longitude: -122,
    areaType: 'rural' as const,
  })),
  depots: [],
  milestones: [],
  bundles: ['a', 'b'].map((id) => ({
    id: `bundle ${id}`,
    siteId: id,
    milestoneId: 'NACS AC',
    orderCount: 3,
    minutesPerOrder: 60,
    kitId: 'kit',
    kitsPerOrder: 2,
  })),
  travel: {
    speedKmh: { urban: 28, suburban: 45, rural: 75 },
    allowanceMinutes: { urban: 20, suburban: 25, rural: 35 },
  },
}
const visit = { part: 0, territoryId: 'west', minutes: 180 }
const schedule: Schedule = {
  visits: [
    { ...visit, bundleId: 'bundle a', orderCount: 3, weekOn: monday, startMinute: 500 },
    { ...visit, bundleId: 'bundle b', orderCount: 2, weekOn: nextMonday },
  ],
  unscheduled: [],
  issues: [],
  objective: {
    weightedMisses: 0,
    weightedLatenessWeeks: 0,
    unscheduledOrders: 0,
    siteVisits: 2,
    travelMinutes: 85,
    moves: 0,
  },
  loads: [0, 1, 2].map((week) => ({
    territoryId: 'west',
    weekOn: [monday, nextMonday, parseDay('2026-12-21')][week],
    loadMinutes: week < 2 ? 215 : 0,
    capacityMinutes: 2000,
  })),
}
const rates = [
  { subject: 'crew day', cents: 90_000, currency: 'USD' },
  { subject: 'overtime hour', cents: 7_500, currency: 'USD' },
  { subject: 'hour on the road', cents: 2_000, currency: 'USD' },
  { subject: 'kit', cents: 25_050, currency: 'USD' },
]

describe('the quantities of a plan', () => {
  it('are the shifts until the last week with work, the road, and the kits of the planned visits', () => {
    // Four and five shifts; 85 minutes as routed and 35 allowed for the other visit: two hours; 3 × 2 + 2 × 2 kits.
    expect(quantitiesOf(problem, schedule)).toEqual({
      crewDays: 9,
      overtimeHours: 0,
      roadHours: 2,
      kits: [{ kitId: 'kit', count: 10 }],
    })
  })

  it('tell longer shifts as overtime of a what-if', () => {
    const patch = ScenarioPatchSchema.parse({ overtime: [{ territoryId: null, minutes: 80 }] })
    const longer = applyPatch(problem, patch, () => undefined)
    // Nine shifts of 80 minutes more.
    expect(quantitiesOf(longer, schedule)).toMatchObject({ crewDays: 9, overtimeHours: 12 })
  })

  it('are nothing where nothing is planned', () => {
    const idle = { ...schedule, visits: [], loads: [] }
    const none = { ...idle, objective: { ...schedule.objective, travelMinutes: 0 } }
    expect(quantitiesOf(problem, none)).toEqual({
      crewDays: 0,
      overtimeHours: 0,
      roadHours: 0,
      kits: [],
    })
  })
})

describe('the cost of a plan', () => {
  const quantities = quantitiesOf(problem, schedule)

  it('is the sum of its quantities × their prices', () => {
    expect(costOf(quantities, rates)).toEqual({
      currency: 'USD',
      parts: { crews: 810_000, overtime: 0, road: 4_000, kits: 250_500 },
      total: 1_064_500,
      unknown: [],
    })
  })

  it('is unknown where a price is, and says which; what is not used needs none', () => {
    const cost = costOf(
      quantities,
      rates.filter(({ subject }) => subject === 'crew day'),
    )
    expect(cost).toEqual({
      currency: 'USD',
      parts: { crews: 810_000, overtime: 0, road: null, kits: null },
      total: null,
      unknown: ['hour on the road', 'kit'],
    })
    expect(costOf(quantities, [])).toMatchObject({ currency: null, total: null })
  })

  it('is not added up over two currencies', () => {
    const mixed = [rates[0], ...rates.slice(1).map((rate) => ({ ...rate, currency: 'CAD' }))]
    expect(costOf(quantities, mixed)).toMatchObject({ currency: null, total: null, unknown: [] })
    expect(costDifference(quantities, { ...quantities, crewDays: 12 }, mixed)).toBeNull()
  })
})

describe('the difference between two plans', () => {
  const live: PlanQuantities = {
    crewDays: 9,
    overtimeHours: 0,
    roadHours: 2,
    kits: [{ kitId: 'kit', count: 10 }],
  }

  it('is that of the two costs', () => {
    const other = { ...live, crewDays: 11, overtimeHours: 4, roadHours: 1 }
    // 2 × 900 + 4 × 75 − 20.
    expect(costDifference(live, other, rates)).toBe(208_000)
    expect((costOf(other, rates).total ?? 0) - (costOf(live, rates).total ?? 0)).toBe(208_000)
  })

  it('is known without the price of what both use alike, and unknown without that of what differs', () => {
    const without = rates.filter(({ subject }) => subject !== 'kit')
    expect(costDifference(live, { ...live, crewDays: 10 }, without)).toBe(90_000)
    expect(costDifference(live, { ...live, kits: [] }, without)).toBeNull()
  })
})

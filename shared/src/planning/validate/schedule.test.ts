import { describe, expect, it } from 'vitest'
import { addDays, addWeeks } from '../../time/index.ts'
import { aBundle, aCrew, aProblem, aSite, MONDAY, QUICK } from '../examples/problems.ts'
import { plan, RULES, validate, type PlanningProblem, type Rule, type Visit } from '../index.ts'

const bundles = [
  aBundle({ id: 'a', orderCount: 2 }),
  aBundle({ id: 'b', orderCount: 2, siteId: 'site-2', skill: 'dc' }),
  aBundle({ id: 'pinned', orderCount: 1, pin: { weekOn: addWeeks(MONDAY, 1) } }),
  aBundle({ id: 'gated', orderCount: 1, milestoneId: 'dc' }),
]
const problem = aProblem({
  bundles,
  sites: [
    aSite(),
    aSite({
      id: 'site-2',
      latitude: 38.4,
      accessWindow: { openMinute: 540, closeMinute: 720 },
      accessWeekdays: [1, 2, 3, 4],
      blackoutDays: [addDays(MONDAY, 1)],
    }),
  ],
  crews: [
    aCrew({ daysOff: [addDays(MONDAY, 2)] }),
    aCrew({ id: 'unskilled', skills: ['ac'] }),
    aCrew({ id: 'elsewhere', territoryId: 'south' }),
  ],
})
const { visits, unscheduled } = plan(problem, QUICK)

/** The rules that are broken when one visit is changed, or others are added, in a good schedule. */
function broken(
  bundleId: string,
  change: Partial<Visit>,
  more: Partial<PlanningProblem> = {},
): Rule[] {
  const changed = visits.map((visit) =>
    visit.bundleId === bundleId ? { ...visit, ...change } : visit,
  )
  return validate({ ...problem, ...more }, { visits: changed, unscheduled }).map(({ rule }) => rule)
}

const visitOf = (bundleId: string): Visit => {
  const visit = visits.find((one) => one.bundleId === bundleId)
  if (!visit) throw new Error(`${bundleId} is not planned`)
  return visit
}

const injections: Record<Rule, () => Rule[]> = {
  UNKNOWN_BUNDLE: () => broken('a', { bundleId: 'ghost' }),
  UNKNOWN_CREW: () => broken('a', { crewId: 'ghost' }),
  DOUBLE_PART: () =>
    validate(problem, { visits: [...visits, visitOf('a')], unscheduled }).map(({ rule }) => rule),
  ORDERS_MISCOUNTED: () => broken('a', { orderCount: 1, minutes: 60 }),
  BEFORE_RELEASE: () => broken('gated', { weekOn: MONDAY, dayOn: MONDAY }),
  AFTER_HORIZON: () => {
    const weekOn = addWeeks(MONDAY, 6)
    return broken('a', { weekOn, dayOn: weekOn })
  },
  WEEK_AND_DAY_DISAGREE: () => broken('a', { dayOn: addWeeks(MONDAY, 1) }),
  WRONG_TERRITORY: () => broken('a', { crewId: 'elsewhere' }),
  NO_SKILL: () => broken('b', { crewId: 'unskilled' }),
  CREW_OFF: () => broken('a', { crewId: 'crew-1', dayOn: addDays(MONDAY, 2) }),
  OUTSIDE_SHIFT: () => broken('a', { startMinute: 900 }),
  OVERLAP: () => {
    const { crewId, dayOn, startMinute } = visitOf('a')
    return broken('b', { crewId, dayOn, startMinute } as Partial<Visit>)
  },
  ACCESS_CLOSED: () => broken('b', { startMinute: 800 }),
  BLACKOUT_DAY: () => broken('b', { dayOn: addDays(MONDAY, 1) }),
  KIT_SHORT: () => broken('a', {}, { depots: [{ id: 'depot-1', receipts: [] }] }),
  WEEK_OVERLOADED: () => {
    const { bundleId, part, orderCount, minutes, territoryId } = visitOf('a')
    const weekly = { bundleId, part, orderCount, minutes, territoryId, weekOn: addWeeks(MONDAY, 3) }
    const others = visits.filter((visit) => visit.bundleId !== 'a')
    const crews = problem.crews.map((crew) => ({
      ...crew,
      daysOff: [0, 1, 2, 3, 4].map((day) => addDays(MONDAY, 21 + day)),
    }))
    const schedule = { visits: [...others, weekly], unscheduled }
    return validate({ ...problem, crews }, schedule).map(({ rule }) => rule)
  },
  PIN_MOVED: () => broken('pinned', { weekOn: MONDAY, dayOn: MONDAY }),
  FROZEN_MOVED: () =>
    broken('a', { startMinute: 700 }, { current: visits, frozenUntil: addDays(MONDAY, 5) }),
  LATE_WITHOUT_REASON: () =>
    broken(
      'a',
      {},
      { milestones: problem.milestones.map((one) => ({ ...one, targetOn: addDays(MONDAY, -1) })) },
    ),
  WRONG_DURATION: () => broken('a', { minutes: 10 }),
}

describe('the validator', () => {
  it('finds nothing in a good schedule', () => {
    expect(unscheduled).toEqual([])
    expect(validate(problem, { visits, unscheduled })).toEqual([])
  })

  it.each(RULES)('catches %s', (rule) => {
    expect(injections[rule]()).toContain(rule)
  })

  it('misses a bundle that a schedule forgets', () => {
    const others = visits.filter(({ bundleId }) => bundleId !== 'a')
    expect(validate(problem, { visits: others, unscheduled })).toMatchObject([
      { rule: 'ORDERS_MISCOUNTED', bundleId: 'a', by: -2 },
    ])
  })
})

describe('what is no violation', () => {
  it('is a way home over a fast road that is shorter than the straight one', () => {
    const far = aSite({ id: 'far', latitude: 39.9, areaType: 'urban' })
    const near = aSite({ id: 'near', latitude: 39.2, areaType: 'rural' })
    const crew = aCrew({ shifts: [{ weekday: 1, startMinute: 0, endMinute: 1000 }] })
    const stops = [far, near].map(({ id }) => aBundle({ id, siteId: id, orderCount: 1 }))
    const day = { crewId: crew.id, dayOn: MONDAY, weekOn: MONDAY, territoryId: 'north' }
    const fast = aProblem({ crews: [crew], sites: [far, near], bundles: stops })
    const drive = { bundleId: 'far', part: 0, orderCount: 1, minutes: 60, startMinute: 500, ...day }
    const rules = (last: number) =>
      validate(fast, {
        visits: [drive, { ...drive, bundleId: 'near', startMinute: last }],
        unscheduled: [],
      }).map(({ rule }) => rule)
    // 160 km from home in town traffic would end after 16:40; the rural stop on the way is quicker.
    expect(rules(700)).toEqual([])
    expect(rules(880)).toEqual(['OUTSIDE_SHIFT'])
  })

  it('is frozen work that lacks kits, as long as nothing else takes any', () => {
    const frozen: Visit = {
      bundleId: 'bundle-1',
      part: 0,
      orderCount: 2,
      territoryId: 'north',
      weekOn: MONDAY,
      dayOn: MONDAY,
      crewId: 'crew-1',
      minutes: 120,
    }
    const short = aProblem({
      bundles: [aBundle(), aBundle({ id: 'other', orderCount: 1 })],
      depots: [{ id: 'depot-1', receipts: [{ kitId: 'kit', on: MONDAY, quantity: 1 }] }],
      frozenUntil: addDays(MONDAY, 1),
      current: [frozen],
    })
    const schedule = plan(short, QUICK)
    expect(schedule.unscheduled.map(({ bundleId }) => bundleId)).toEqual(['other'])
    expect(validate(short, schedule)).toEqual([])
    const greedy = {
      ...frozen,
      bundleId: 'other',
      orderCount: 1,
      minutes: 60,
      dayOn: addDays(MONDAY, 3),
      startMinute: 600,
    }
    expect(
      validate(short, { visits: [frozen, greedy], unscheduled: [] }).map(({ rule }) => rule),
    ).toEqual(['KIT_SHORT'])
  })
})

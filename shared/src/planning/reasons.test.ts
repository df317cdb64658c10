import { describe, expect, it, vi } from 'vitest'
import { addWeeks } from '../time/index.ts'
import { aBundle, aCrew, aProblem, aSite, MONDAY, QUICK } from './examples/problems.ts'
import { plan, validate, type PlanningProblem } from './index.ts'

vi.setConfig({ testTimeout: 120_000 })

/** Plans, checks that the plan is valid, and returns the reasons of what is not planned in time. */
function reasonsIn(problem: PlanningProblem) {
  const schedule = plan(problem, QUICK)
  expect(validate(problem, schedule)).toEqual([])
  return [
    ...schedule.unscheduled.map(({ reason }) => reason),
    ...schedule.visits.flatMap(({ late }) => (late ? [late] : [])),
  ]
}

describe('work that is not planned in time says why', () => {
  it('nobody there has the skill', () => {
    const crews = [aCrew({ skills: ['dc'] })]
    expect(reasonsIn(aProblem({ crews }))).toEqual([
      { code: 'NO_SKILL', skill: 'ac', territoryId: 'north' },
    ])
  })

  it('the crews have no days', () => {
    expect(reasonsIn(aProblem({ crews: [aCrew({ shifts: [] })] }))).toEqual([
      { code: 'NO_CREW_DAYS', territoryId: 'north', fromOn: MONDAY },
    ])
  })

  it('kits are short, by how many and until when', () => {
    const on = addWeeks(MONDAY, 5)
    const receipts = [
      { kitId: 'kit', on: MONDAY, quantity: 1 },
      { kitId: 'kit', on, quantity: 50 },
    ]
    expect(reasonsIn(aProblem({ depots: [{ id: 'depot-1', receipts }] }))).toEqual([
      { code: 'KIT_SHORT', kitId: 'kit', depotId: 'depot-1', shortBy: 1, untilOn: on },
    ])
  })

  it('the site opens on no day on which a crew works', () => {
    const sites = [aSite({ accessWeekdays: [6, 7] })]
    expect(reasonsIn(aProblem({ sites }))).toEqual([{ code: 'NO_ACCESS_WINDOW', siteId: 'site-1' }])
  })

  it('the permit comes after the target', () => {
    const permitOn = addWeeks(MONDAY, 5)
    const milestones = [{ id: 'ac', gateOn: MONDAY, targetOn: addWeeks(MONDAY, 2), weight: 1 }]
    const problem = aProblem({ sites: [aSite({ permitOn })], milestones })
    expect(reasonsIn(problem)).toEqual([
      { code: 'PERMIT_AFTER_TARGET', permitOn, targetOn: addWeeks(MONDAY, 2) },
    ])
  })

  it('the gate opens after the target', () => {
    const gateOn = addWeeks(MONDAY, 3)
    const milestones = [{ id: 'ac', gateOn, targetOn: addWeeks(MONDAY, 1), weight: 1 }]
    expect(reasonsIn(aProblem({ milestones }))).toEqual([
      { code: 'NOT_BEFORE', notBeforeOn: gateOn, targetOn: addWeeks(MONDAY, 1) },
    ])
  })

  it('one order is longer than any shift with the way there and back', () => {
    expect(
      reasonsIn(aProblem({ bundles: [aBundle({ orderCount: 1, minutesPerOrder: 475 })] })),
    ).toMatchObject([{ code: 'TOO_LONG_FOR_SHIFT', longestShiftMinutes: 480 }])
  })

  it('no crew serves the territory', () => {
    expect(reasonsIn(aProblem({ sites: [aSite({ territoryId: 'east' })] }))).toEqual([
      { code: 'OUT_OF_TERRITORY', territoryId: 'east', siteId: 'site-1' },
    ])
  })

  it('heavier work has taken the days', () => {
    const heavy = aBundle({ id: 'heavy', orderCount: 30, minutesPerOrder: 200, priority: 9 })
    const light = aBundle({ id: 'light', orderCount: 2, minutesPerOrder: 200 })
    const problem = aProblem({ bundles: [light, heavy], horizonWeeks: 2 })
    expect(reasonsIn(problem)).toContainEqual(
      expect.objectContaining({ code: 'DISPLACED_BY', bundleId: 'heavy', territoryId: 'north' }),
    )
  })
})

describe('inputs that cannot be true end in a plan that says so', () => {
  const issuesIn = (problem: PlanningProblem) => {
    const schedule = plan(problem, QUICK)
    expect(validate(problem, schedule)).toEqual([])
    return schedule.issues
  }

  it('a crew with no days', () => {
    const crews = [aCrew(), aCrew({ id: 'idle', shifts: [] })]
    expect(issuesIn(aProblem({ crews }))).toEqual([{ code: 'CREW_HAS_NO_DAYS', id: 'idle' }])
  })

  it('a depot without kits', () => {
    const depots = [{ id: 'depot-1', receipts: [] }]
    expect(issuesIn(aProblem({ depots }))).toEqual([{ code: 'DEPOT_HAS_NO_KITS', id: 'depot-1' }])
  })

  it('a site that no crew can reach', () => {
    const sites = [aSite({ latitude: 60 })]
    expect(issuesIn(aProblem({ sites }))).toEqual([{ code: 'SITE_UNREACHABLE', id: 'site-1' }])
  })

  it('a gate after its target', () => {
    const milestones = [{ id: 'ac', gateOn: addWeeks(MONDAY, 3), targetOn: MONDAY, weight: 1 }]
    expect(issuesIn(aProblem({ milestones }))).toEqual([{ code: 'GATE_AFTER_TARGET', id: 'ac' }])
  })

  it('contradictory pins', () => {
    const bundles = [
      aBundle({ id: 'early', milestoneId: 'dc', pin: { weekOn: MONDAY } }),
      aBundle({ id: 'nobody', pin: { crewId: 'nobody' } }),
    ]
    expect(issuesIn(aProblem({ bundles }))).toEqual([
      { code: 'PIN_IMPOSSIBLE', id: 'early', about: 'NOT_BEFORE' },
      { code: 'PIN_IMPOSSIBLE', id: 'nobody', about: 'OUT_OF_TERRITORY' },
      { code: 'SITE_UNREACHABLE', id: 'site-1' },
    ])
  })

  it('two pins on a day that holds one', () => {
    const pin = { dayOn: MONDAY, crewId: 'crew-1' }
    const bundles = ['a', 'b', 'c'].map((id) =>
      aBundle({ id, orderCount: 1, minutesPerOrder: 230, pin }),
    )
    expect(issuesIn(aProblem({ bundles })).map(({ code }) => code)).toContain('PIN_IMPOSSIBLE')
  })

  it('an empty network', () => {
    const empty = aProblem({ bundles: [], sites: [], crews: [], depots: [], milestones: [] })
    expect(issuesIn(empty)).toEqual([{ code: 'NOTHING_TO_PLAN', id: '' }])
  })

  it('work at an unknown site, and nonsense numbers', () => {
    const bundles = [aBundle({ siteId: 'nowhere' }), aBundle({ id: 'none', orderCount: 0 })]
    expect(issuesIn(aProblem({ bundles }))).toEqual([
      { code: 'UNKNOWN_REFERENCE', id: 'bundle-1', about: 'nowhere' },
    ])
  })

  it('an absurd count of orders, and a horizon that is no number', () => {
    const bundles = [aBundle({ orderCount: 1e9 })]
    const schedule = plan(aProblem({ bundles, horizonWeeks: Number.NaN }), QUICK)
    const planned = [...schedule.visits, ...schedule.unscheduled]
    expect(planned.reduce((sum, { orderCount }) => sum + orderCount, 0)).toBe(1e9)
  })
})

import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { addDays, addWeeks } from '../time/index.ts'
import { aBundle, anyProblem, aProblem, aSite, MONDAY, QUICK } from './examples/problems.ts'
import {
  assemble,
  plan,
  planTactical,
  routeTerritory,
  territoriesToRoute,
  validate,
} from './index.ts'
import type { PlanningProblem } from './problem.ts'
import { Random } from './random.ts'

vi.setConfig({ testTimeout: 120_000 })

function shuffled<Row>(rows: readonly Row[], seed: number): Row[] {
  const random = new Random(seed)
  return rows
    .map((row) => ({ row, key: random.next() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ row }) => row)
}

describe('a plan', () => {
  it('keeps every rule, and accounts for every order', () => {
    fc.assert(
      fc.property(anyProblem(), (problem) => {
        expect(validate(problem, plan(problem, QUICK))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('is the same to the byte for the same seed, whatever the order of the rows', () => {
    fc.assert(
      fc.property(anyProblem(), fc.nat(), (problem, seed) => {
        const other: PlanningProblem = {
          ...problem,
          crews: shuffled(problem.crews, seed),
          sites: shuffled(problem.sites, seed + 1),
          bundles: shuffled(problem.bundles, seed + 2),
          milestones: shuffled(problem.milestones, seed + 3),
        }
        expect(JSON.stringify(plan(other, QUICK))).toBe(JSON.stringify(plan(problem, QUICK)))
      }),
      { numRuns: 30 },
    )
  })

  it('is the same to the byte when territories are routed apart and in any order', () => {
    fc.assert(
      fc.property(anyProblem(), (problem) => {
        const board = planTactical(problem, QUICK)
        const worker = planTactical(problem, QUICK)
        const [first, ...others] = territoriesToRoute(board)
        const late = others.map((id) => routeTerritory(worker, id, QUICK))
        const early = first === undefined ? [] : [routeTerritory(board, first, QUICK)]
        const schedule = assemble(board, [...late, ...early])
        expect(JSON.stringify(schedule)).toBe(JSON.stringify(plan(problem, QUICK)))
      }),
      { numRuns: 30 },
    )
  })

  it('does work as soon as gates, permits and kits allow', () => {
    const { visits } = plan(aProblem(), QUICK)
    expect(visits).toMatchObject([{ weekOn: MONDAY, crewId: 'crew-1', orderCount: 2 }])
    const gated = plan(aProblem({ bundles: [aBundle({ milestoneId: 'dc' })] }), QUICK)
    expect(gated.visits).toMatchObject([{ weekOn: addWeeks(MONDAY, 1) }])
  })

  it('ends early with the best so far when told to stop', () => {
    const bundles = Array.from({ length: 40 }, (_unused, index) => aBundle({ id: `b${index}` }))
    const problem = aProblem({ bundles })
    const schedule = plan(problem, { ...QUICK, routeIterations: 1e9, shouldStop: () => true })
    expect(validate(problem, schedule)).toEqual([])
  })
})

describe('pins and the frozen zone', () => {
  it('never move: a pinned bundle is at its pin or nowhere', () => {
    const anyPin = fc.record(
      {
        weekOn: fc.nat(6).map((week) => addWeeks(MONDAY, week)),
        crewId: fc.constantFrom('crew-0', 'crew-1', 'nobody'),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(anyProblem(), fc.array(anyPin, { maxLength: 6 }), (problem, pins) => {
        const bundles = problem.bundles.map((bundle, index) =>
          pins[index] ? { ...bundle, pin: pins[index] } : bundle,
        )
        const pinned = { ...problem, bundles }
        const schedule = plan(pinned, QUICK)
        expect(validate(pinned, schedule)).toEqual([])
        for (const { bundleId } of schedule.unscheduled) {
          const pin = bundles.find(({ id }) => id === bundleId)?.pin
          const said = schedule.issues.some(
            ({ code, id }) => code === 'PIN_IMPOSSIBLE' && id === bundleId,
          )
          expect(said).toBe(pin !== undefined)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('keep a pinned day and crew', () => {
    const pin = { dayOn: addDays(MONDAY, 3), crewId: 'crew-1' }
    const { visits } = plan(aProblem({ bundles: [aBundle({ pin })] }), QUICK)
    expect(visits).toMatchObject([pin])
  })

  it('leave visits before the frozen zone ends as they are', () => {
    fc.assert(
      fc.property(anyProblem(), (problem) => {
        const current = plan(problem, QUICK).visits
        const later = {
          ...problem,
          current,
          frozenUntil: addDays(MONDAY, 4),
          crews: problem.crews.slice(1),
        }
        expect(validate(later, plan(later, QUICK))).toEqual([])
      }),
      { numRuns: 30 },
    )
  })
})

describe('planning again', () => {
  const bundles = Array.from({ length: 300 }, (_unused, index) =>
    aBundle({ id: `bundle-${index}`, siteId: `site-${index % 60}`, orderCount: 1 + (index % 4) }),
  )
  const sites = Array.from({ length: 60 }, (_unused, index) =>
    aSite({
      id: `site-${index}`,
      latitude: 38.4 + (index % 8) * 0.03,
      longitude: -121.6 + (index % 7) * 0.04,
    }),
  )
  const crews = Array.from({ length: 6 }, (_unused, index) => ({
    ...aProblem().crews[0],
    id: `crew-${index}`,
    latitude: 38.45 + index * 0.03,
  }))
  const depots = [{ id: 'depot-1', receipts: [{ kitId: 'kit', on: MONDAY, quantity: 5000 }] }]
  const problem = aProblem({ bundles, sites, crews, depots, detailedWeeks: 4 })

  it('moves nothing when nothing changed', () => {
    const before = plan(problem, QUICK)
    const after = plan({ ...problem, current: before.visits }, QUICK)
    expect(after.objective.moves).toBe(0)
  })

  it('keeps at least 97 % of the unaffected visits after one in a hundred deviates', () => {
    const before = plan(problem, QUICK)
    const gone = new Set(['bundle-10', 'bundle-110'])
    const longer = 'bundle-200'
    const changed = bundles
      .filter(({ id }) => !gone.has(id))
      .map((bundle) => (bundle.id === longer ? { ...bundle, minutesPerOrder: 75 } : bundle))
    const next = { ...problem, bundles: changed, current: before.visits }
    const after = plan(next, QUICK)
    expect(validate(next, after)).toEqual([])
    const places = new Map(after.visits.map((visit) => [`${visit.bundleId} ${visit.part}`, visit]))
    const unaffected = before.visits.filter(
      ({ bundleId }) => !gone.has(bundleId) && bundleId !== longer,
    )
    const kept = unaffected.filter((visit) => {
      const now = places.get(`${visit.bundleId} ${visit.part}`)
      return (
        now?.weekOn === visit.weekOn && now.dayOn === visit.dayOn && now.crewId === visit.crewId
      )
    })
    expect(kept.length / unaffected.length).toBeGreaterThanOrEqual(0.97)
  })
})

import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  RESTOCK,
  solveRoutes,
  solveWithFewestVehicles,
  travelOf,
  validateRoutes,
  type RoutingProblem,
} from '../index.ts'

vi.setConfig({ testTimeout: 120_000 })

/** Places on a plane; places 0 to vehicles − 1 are homes, the last one is the depot. */
const anyRouting = (
  most: { readonly jobs: number; readonly vehicles: number },
  /** Of the roads at jobs, in turn. */
  slowness: readonly number[] = [1],
) =>
  fc
    .record({
      vehicles: fc.integer({ min: 1, max: most.vehicles }),
      depot: fc.tuple(fc.nat(40), fc.nat(40)),
      homes: fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { minLength: 4, maxLength: 4 }),
      jobs: fc.array(
        fc.record({
          at: fc.tuple(fc.nat(40), fc.nat(40)),
          open: fc.nat(120),
          length: fc.integer({ min: 5, max: 150 }),
          service: fc.nat(20),
          prize: fc.integer({ min: 50, max: 500 }),
          demand: fc.nat(4),
          isTooled: fc.boolean(),
          skill: fc.nat(3),
        }),
        { maxLength: most.jobs },
      ),
      canRestock: fc.boolean(),
    })
    .map(({ vehicles, depot, homes, jobs, canRestock }): RoutingProblem => {
      const places = [...homes.slice(0, vehicles), ...jobs.map(({ at }) => at), depot]
      const perPair = (holds: (job: (typeof jobs)[number], vehicle: number) => boolean) =>
        Uint8Array.from(
          jobs.flatMap((job) =>
            Array.from({ length: vehicles }, (_unused, vehicle) => (holds(job, vehicle) ? 1 : 0)),
          ),
        )
      const homeOf = Int32Array.from({ length: vehicles }, (_unused, index) => index)
      return {
        placeCount: places.length,
        travel: Float64Array.from(
          places.flatMap(([x, y], from) =>
            places.map(([u, v], to) => {
              // The job that a leg leads to has the road, else the one that it comes from.
              const job = to >= vehicles ? to - vehicles : from - vehicles
              return Math.hypot(x - u, y - v) * (slowness[job % slowness.length] ?? 1)
            }),
          ),
        ),
        jobPlace: Int32Array.from(jobs, (_unused, index) => vehicles + index),
        service: Float64Array.from(jobs, ({ service }) => service),
        prize: Float64Array.from(jobs, ({ prize }) => prize),
        periodCount: 1,
        open: Float64Array.from(jobs, ({ open }) => open),
        close: Float64Array.from(jobs, ({ open, length }) => open + length),
        resourceCount: 1,
        demand: Float64Array.from(jobs, ({ demand }) => demand),
        capacity: new Float64Array(vehicles).fill(6),
        vehicleStart: homeOf,
        vehicleEnd: homeOf,
        vehiclePeriod: new Int32Array(vehicles),
        shiftStart: new Float64Array(vehicles),
        shiftEnd: new Float64Array(vehicles).fill(200),
        allowed: perPair(({ skill }, vehicle) => skill !== vehicle),
        ...(canRestock
          ? {
              restock: {
                place: places.length - 1,
                toolsAboard: perPair(({ isTooled }, vehicle) => isTooled || vehicle % 2 === 0),
              },
            }
          : {}),
      }
    })

describe('routes', () => {
  it('keep windows, shifts, skills, loads and tools, and their travel is what they say', () => {
    fc.assert(
      fc.property(anyRouting({ jobs: 25, vehicles: 4 }), fc.nat(1000), (problem, seed) => {
        const { routes, absent, travel } = solveRoutes(problem, { seed, iterations: 300 })
        expect(validateRoutes(problem, routes, absent)).toEqual([])
        expect(travel).toBeCloseTo(travelOf(problem, routes), 6)
      }),
      { numRuns: 80 },
    )
  })

  it('keep them where a detour over faster roads is quicker than the straight way', () => {
    const roads = anyRouting({ jobs: 25, vehicles: 4 }, [1, 5, 2])
    fc.assert(
      fc.property(roads, fc.nat(1000), (problem, seed) => {
        const { routes, absent } = solveRoutes(problem, { seed, iterations: 300 })
        expect(validateRoutes(problem, routes, absent)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('are the same for the same seed', () => {
    fc.assert(
      fc.property(anyRouting({ jobs: 20, vehicles: 4 }), fc.nat(1000), (problem, seed) => {
        const options = { seed, iterations: 200 }
        expect(solveRoutes(problem, options)).toEqual(solveRoutes(problem, options))
      }),
      { numRuns: 30 },
    )
  })

  it('are driven for jobs that pay the way only together', () => {
    const problem = onALine([10, 10, 10], { prize: 15 })
    expect(solveRoutes(problem, { seed: 1, iterations: 3000 })).toMatchObject({
      absent: [],
      travel: 20,
    })
    const tooLittle = onALine([10, 10, 10], { prize: 6 })
    expect(solveRoutes(tooLittle, { seed: 1, iterations: 3000 })).toMatchObject({
      absent: [0, 1, 2],
      cost: 18,
    })
  })

  it('of one vehicle and up to 5 jobs cost what the best order costs', () => {
    fc.assert(
      fc.property(anyRouting({ jobs: 5, vehicles: 1 }), (given) => {
        const { restock: _restock, ...problem } = given
        const { cost } = solveRoutes(problem, { seed: 1, iterations: 3000 })
        expect(cost).toBeCloseTo(cheapest(problem), 6)
      }),
      { numRuns: 40 },
    )
  })

  it('start from the routes that are given, and keep them when there is nothing to search', () => {
    fc.assert(
      fc.property(anyRouting({ jobs: 15, vehicles: 3 }), (given) => {
        const { restock: _restock, ...problem } = given
        const first = solveRoutes(problem, { seed: 3, iterations: 100 })
        const again = solveRoutes(problem, { seed: 4, iterations: 100, start: first.routes })
        expect(again.cost).toBeLessThanOrEqual(first.cost + 1e-6)
      }),
      // At their cheapest places the jobs of a route can make a longer one: their order is taken over.
      { numRuns: 200 },
    )
  })

  it('need no more vehicles than there is load for when nothing else binds', () => {
    const at = Array.from({ length: 12 }, (_unused, job) => job + 1)
    const problem = onALine(at, { prize: 1e6, vehicles: 8, load: 4 })
    const { routes, absent } = solveWithFewestVehicles(problem, { seed: 1, iterations: 2000 })
    expect(validateRoutes(problem, routes, absent)).toEqual([])
    expect(routes.filter((route) => route.length > 0)).toHaveLength(3)
    expect(routes.flat()).not.toContain(RESTOCK)
  })
})

/** Jobs so far along a road from the home of all vehicles, each of which has room for `load` of them. */
function onALine(
  at: readonly number[],
  { prize, vehicles = 1, load = at.length }: { prize: number; vehicles?: number; load?: number },
): RoutingProblem {
  const places = [0, ...at]
  const jobs = at.length
  return {
    placeCount: places.length,
    travel: Float64Array.from(places.flatMap((from) => places.map((to) => Math.abs(from - to)))),
    jobPlace: Int32Array.from(at, (_where, job) => job + 1),
    service: new Float64Array(jobs),
    prize: new Float64Array(jobs).fill(prize),
    periodCount: 1,
    open: new Float64Array(jobs),
    close: new Float64Array(jobs).fill(1000),
    resourceCount: 1,
    demand: new Float64Array(jobs).fill(1),
    capacity: new Float64Array(vehicles).fill(load),
    vehicleStart: new Int32Array(vehicles),
    vehicleEnd: new Int32Array(vehicles),
    vehiclePeriod: new Int32Array(vehicles),
    shiftStart: new Float64Array(vehicles),
    shiftEnd: new Float64Array(vehicles).fill(1000),
    allowed: new Uint8Array(jobs * vehicles).fill(1),
  }
}

/** The cost of the best subset in the best order, for one vehicle, by trying all. */
function cheapest(problem: RoutingProblem): number {
  const jobs = Array.from(problem.jobPlace, (_place, job) => job)
  let best = Infinity
  const extend = (route: number[], rest: readonly number[]): void => {
    if (validateRoutes(problem, [route], rest).length > 0) return
    const lost = rest.reduce((sum, job) => sum + problem.prize[job], 0)
    best = Math.min(best, travelOf(problem, [route]) + lost)
    for (const job of rest)
      extend(
        [...route, job],
        rest.filter((other) => other !== job),
      )
  }
  extend([], jobs)
  return best
}

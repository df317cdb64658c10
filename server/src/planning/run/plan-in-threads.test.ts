import { anyProblem } from '../../../../shared/src/planning/examples/problems.ts'
import { plan } from '@changeover/shared/planning'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { planInThreads } from './plan-in-threads.ts'

const SEARCH = { seed: 7, iterations: 60, routeIterations: 150 }

it('gives the same bytes with no, one or three helpers, in real threads', async () => {
  // Samples with two territories, so that there is something to share out.
  const problems = fc.sample(anyProblem({ bundles: 30 }), { seed: 5, numRuns: 3 })
  for (const problem of problems) {
    const bytes = async (helpers: number) => {
      const stop = new Int32Array(new SharedArrayBuffer(4))
      const { schedule } = await planInThreads(problem, { ...SEARCH, helpers, stop })
      return JSON.stringify(schedule)
    }
    const alone = JSON.stringify(plan(problem, SEARCH))
    expect(await bytes(0)).toBe(alone)
    expect(await bytes(1)).toBe(alone)
    expect(await bytes(3)).toBe(alone)
  }
})

it('ends with the best so far when it is told to stop', async () => {
  const [problem] = fc.sample(anyProblem({ bundles: 30 }), { seed: 5, numRuns: 1 })
  const stop = new Int32Array(new SharedArrayBuffer(4))
  Atomics.store(stop, 0, 1)
  const { schedule } = await planInThreads(problem, {
    ...SEARCH,
    iterations: 1e9,
    routeIterations: 1e9,
    helpers: 2,
    stop,
  })
  expect(schedule.visits.length + schedule.unscheduled.length).toBeGreaterThan(0)
})

import fc from 'fast-check'
import highsLoader from 'highs'
import { describe, expect, it, vi } from 'vitest'
import { addWeeks } from '../time/index.ts'
import { aBundle, aCrew, anyProblem, aProblem, MONDAY, QUICK } from './examples/problems.ts'
import {
  boundOf,
  planTactical,
  type LinearProgram,
  type PlanningProblem,
  type SolveLp,
} from './index.ts'
import { Board } from './tactical/board.ts'
import { costOfPlan } from './tactical/bound.ts'
import { modelOf } from './tactical/model.ts'

vi.setConfig({ testTimeout: 120_000 })

const highs = await highsLoader()

const solveLp: SolveLp = async ({ cost, rows }: LinearProgram) => {
  const size = { numRows: rows.length, numCols: cost.length }
  const starts = [0]
  for (const { columns } of rows) starts.push(starts[starts.length - 1] + columns.length)
  const source = {
    ...size,
    colCost: [...cost],
    colLower: cost.map(() => 0),
    colUpper: cost.map(() => Infinity),
    rowLower: rows.map(({ lower }) => lower),
    rowUpper: rows.map(({ upper }) => upper),
    matrix: {
      ...size,
      format: 'csr' as const,
      starts,
      indices: rows.flatMap(({ columns }) => [...columns]),
      values: rows.flatMap(({ values }) => [...values]),
    },
  }
  return highs.withModel(source, (model) => {
    expect(model.run().modelStatus).toBe(highs.constants.modelStatus.optimal)
    return { objective: model.getObjectiveValue(), duals: Array.from(model.getSolution().rowDual) }
  })
}

const bound = (problem: PlanningProblem) => boundOf(planTactical(problem, QUICK), solveLp)

describe('the tactical bound', () => {
  it('is never above the cost of a plan', async () => {
    await fc.assert(
      fc.asyncProperty(anyProblem(), async (problem) => {
        const board = planTactical(problem, QUICK)
        const { objective } = await boundless(board)
        expect(objective).toBeLessThanOrEqual(costOfPlan(board) * (1 + 1e-9) + 1e-6)
      }),
      { numRuns: 40 },
    )
  })

  it('is never worse with another crew or with more kits', async () => {
    await fc.assert(
      fc.asyncProperty(anyProblem(), fc.nat(40), async (problem, quantity) => {
        const before = await boundless(planTactical(problem, QUICK))
        const crews = [...problem.crews, aCrew({ id: 'extra' })]
        const receipts = [
          ...problem.depots[0].receipts,
          { kitId: 'kit', on: addWeeks(MONDAY, 1), quantity },
        ]
        const depots = [{ id: 'depot-1', receipts }]
        const slack = 1e-6 * (1 + Math.abs(before.objective))
        const withCrew = await boundless(planTactical({ ...problem, crews }, QUICK))
        expect(withCrew.objective).toBeLessThanOrEqual(before.objective + slack)
        const withKits = await boundless(planTactical({ ...problem, depots }, QUICK))
        expect(withKits.objective).toBeLessThanOrEqual(before.objective + slack)
      }),
      { numRuns: 25 },
    )
  })

  it('prices the kits that everything waits for', async () => {
    const bundles = Array.from({ length: 10 }, (_unused, index) => aBundle({ id: `b${index}` }))
    const receipts = [{ kitId: 'kit', on: MONDAY, quantity: 7 }]
    const { prices } = await bound(aProblem({ bundles, depots: [{ id: 'depot-1', receipts }] }))
    expect(prices).toContainEqual(expect.objectContaining({ kind: 'KITS', kitId: 'kit' }))
    expect(prices.every(({ kind }) => kind === 'KITS')).toBe(true)
  })

  it('is nothing for nothing', async () => {
    expect(await bound(aProblem({ bundles: [] }))).toMatchObject({ bound: 0, cost: 0, gapPct: 0 })
  })
})

/** The LP's own optimum, before it is cut at the plan's cost. */
async function boundless(board: Board) {
  let objective = 0
  await boundOf(board, async (program) => {
    const solution = await solveLp(program)
    objective = solution.objective
    return solution
  })
  return { objective }
}

describe('the tactical plan', () => {
  it('of up to 8 bundles costs what the best of all plans costs', () => {
    fc.assert(
      fc.property(anyProblem({ bundles: 8 }), (problem) => {
        const small = {
          ...problem,
          horizonWeeks: 4,
          bundles: problem.bundles.map((bundle) => ({ ...bundle, orderCount: 1 })),
        }
        const board = planTactical(small, QUICK)
        const costs = board.model.units.map((_unit, unit) => board.costNow(unit))
        const cost = costs.reduce((sum, value) => sum + value, 0)
        expect(cost).toBeCloseTo(cheapest(new Board(modelOf(small)), 0), 6)
      }),
      { numRuns: 60 },
    )
  })
})

/** Tries every week and class for every unit. */
function cheapest(board: Board, unit: number): number {
  if (unit === board.model.units.length) return 0
  let best = board.absentCost(unit) + cheapest(board, unit + 1)
  for (let week = 0; week < board.weeks; week++) {
    if (!board.isAllowed(unit, week) || !board.hasKits(unit, week)) continue
    for (const [choice, crewClass] of board.model.able[unit].entries()) {
      if (!board.hasRoom(unit, crewClass, week)) continue
      board.place(unit, crewClass, week)
      best = Math.min(best, board.cost(unit, choice, week) + cheapest(board, unit + 1))
      board.remove(unit)
    }
  }
  return best
}

import type { LinearProgram, LinearSolution, SolveLp } from '@changeover/shared/planning'
import highsLoader from 'highs'

/** Solves linear programs with HiGHS in WebAssembly. @throws Error when the program has no optimum. */
export async function openHighs(): Promise<SolveLp> {
  const highs = await highsLoader()
  const optimal = highs.constants.modelStatus.optimal
  return async (program) =>
    highs.withModel(toModel(program), (model): LinearSolution => {
      const { modelStatus } = model.run()
      if (modelStatus !== optimal) throw new Error(`HiGHS ended with status ${modelStatus}`)
      return {
        objective: model.getObjectiveValue(),
        duals: Array.from(model.getSolution().rowDual),
      }
    })
}

function toModel({ cost, rows }: LinearProgram) {
  const starts = new Int32Array(rows.length + 1)
  for (const [index, { columns }] of rows.entries())
    starts[index + 1] = starts[index] + columns.length
  const size = { numRows: rows.length, numCols: cost.length }
  return {
    ...size,
    colCost: Float64Array.from(cost),
    colLower: new Float64Array(cost.length),
    colUpper: new Float64Array(cost.length).fill(Infinity),
    rowLower: Float64Array.from(rows, ({ lower }) => lower),
    rowUpper: Float64Array.from(rows, ({ upper }) => upper),
    matrix: {
      ...size,
      format: 'csr' as const,
      starts,
      indices: Int32Array.from(rows.flatMap(({ columns }) => columns)),
      values: Float64Array.from(rows.flatMap(({ values }) => values)),
    },
  }
}

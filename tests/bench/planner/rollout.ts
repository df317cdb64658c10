import {
  applyPatch,
  assemble,
  boundOf,
  finishesOf,
  planTactical,
  routeTerritory,
  ScenarioPatchSchema,
  territoriesToRoute,
  validate,
  type PlanningProblem,
} from '@changeover/shared/planning'
import { printFigure } from '../figure.ts'
import { generateRollout } from './generate.ts'
import { openHighs } from '@changeover/server/planning/run/solve-lp'

export interface RolloutOptions {
  readonly orders: number
  readonly seed: number
  readonly iterations: number
  readonly routeIterations: number
  readonly asJson: boolean
}

/** What one size took and gave. */
interface Measured {
  readonly orders: number
  readonly tacticalS: number
  /** A what-if: its patch, its tactical plan and the dates of its milestones. */
  readonly scenarioS: number
  readonly routesS: number
  readonly assembleS: number
  readonly boundS: number
  readonly boundGapPct: number
  readonly rssMb: number
  readonly beside: Readonly<Record<string, unknown>>
}

const SIZES = [10_000, 100_000, 1_000_000] as const

/** Plans a generated rollout of the asked size and, for growth, of the smaller sizes first. */
export async function runRollout(options: RolloutOptions): Promise<void> {
  const sizes = [...SIZES.filter((size) => size < options.orders), options.orders]
  const measured: Measured[] = []
  for (const orders of sizes) measured.push(await measure(orders, options))
  const last = measured[measured.length - 1]
  const growth = (value: (one: Measured) => number) =>
    Object.fromEntries(measured.map((one) => [one.orders, round(value(one))]))
  const print = (
    figure: string,
    value: number,
    unit: string,
    aim: string,
    of: (one: Measured) => number,
  ) =>
    printFigure(
      {
        bench: 'planner',
        figure,
        value: round(value),
        unit,
        aim,
        beside: { ...last.beside, growth: growth(of) },
      },
      options.asJson,
    )
  print('tactical_s', last.tacticalS, 's', '< 5', (one) => one.tacticalS)
  print('scenario_s', last.scenarioS, 's', '< 3', (one) => one.scenarioS)
  print('routes_s', last.routesS, 's', '< 60', (one) => one.routesS)
  print('rss_mb', last.rssMb, 'MB', '< 1500', (one) => one.rssMb)
  print('bound_gap_pct', last.boundGapPct, '%', '', (one) => one.boundGapPct)
}

async function measure(orders: number, options: RolloutOptions): Promise<Measured> {
  const { seed, iterations, routeIterations } = options
  const problem = generateRollout(orders, seed)
  const cpuBefore = process.cpuUsage()
  const started = performance.now()
  const board = planTactical(problem, { seed, iterations })
  const tacticalDone = performance.now()
  const cpuTactical = process.cpuUsage(cpuBefore)
  const scenarioS = measureScenario(problem, seed)
  const boundStarted = performance.now()
  const bound = await boundOf(board, await openHighs())
  const boundDone = performance.now()
  const cpuBeforeRoutes = process.cpuUsage()
  const territories = territoriesToRoute(board)
  const routed = territories.map((id) => routeTerritory(board, id, { seed, routeIterations }))
  const routesDone = performance.now()
  const cpuRoutes = process.cpuUsage(cpuBeforeRoutes)
  const schedule = assemble(board, routed)
  const assembled = performance.now()
  const rssMb = process.resourceUsage().maxRSS / 1024
  const violations = validate(problem, schedule)
  const daily = schedule.visits.filter(({ dayOn }) => dayOn !== undefined).length
  const late = schedule.visits.filter((visit) => visit.late !== undefined).length
  return {
    orders,
    tacticalS: (tacticalDone - started) / 1000,
    scenarioS,
    boundS: (boundDone - boundStarted) / 1000,
    routesS: (routesDone - boundDone) / 1000,
    assembleS: (assembled - routesDone) / 1000,
    boundGapPct: bound.gapPct,
    rssMb,
    beside: {
      orders,
      bundles: problem.bundles.length,
      crews: problem.crews.length,
      units: board.model.units.length,
      visits: schedule.visits.length,
      dailyVisits: daily,
      late,
      unscheduled: schedule.unscheduled.length,
      leftOver: routed.reduce((sum, { leftOver }) => sum + leftOver.length, 0),
      prices: bound.prices.length,
      tacticalCpuS: round((cpuTactical.user + cpuTactical.system) / 1e6),
      routesCpuS: round((cpuRoutes.user + cpuRoutes.system) / 1e6),
      boundS: round((boundDone - boundStarted) / 1000),
      assembleS: round((assembled - routesDone) / 1000),
      verdict: violations.length === 0 ? 'valid' : violations.slice(0, 3),
      violations: violations.length,
    },
  }
}

/** Kits three weeks late and an hour of overtime: as the plan page asks it, without the polish of the search. */
function measureScenario(problem: PlanningProblem, seed: number): number {
  const patch = ScenarioPatchSchema.parse({
    kitDelays: [{ depotId: null, kitTypeId: null, weeks: 3 }],
    overtime: [{ territoryId: null, minutes: 60 }],
  })
  const started = performance.now()
  const board = planTactical(
    applyPatch(problem, patch, () => undefined),
    { seed, iterations: 0 },
  )
  if (finishesOf(board).size === 0) throw new Error('the scenario has no milestones')
  return (performance.now() - started) / 1000
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

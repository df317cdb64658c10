/**
 * `pnpm bench forecast --data <file or folder> [--horizons 4,12] [--json]`: how honest the
 * forecaster's bands are on a real roll-out, beside the methods of other tools.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { printFigure, type Figure } from '../figure.ts'
import { backtest, trainingOf, type Score } from './backtest.ts'
import { fanCoverage } from './fan.ts'
import { readPanel } from './series-file.ts'

/** Where data that are not part of the project lie. */
const DATA = process.env.CHANGEOVER_DATA ?? '../shared/data'

/** Runs the backtest and prints its figures. @throws Error when the file cannot be read. */
export function run(args: string[]): void {
  const { values: options } = parseArgs({
    args,
    options: {
      data: { type: 'string', default: join(DATA, 'bench/progress') },
      horizons: { type: 'string', default: '4,12' },
      json: { type: 'boolean', default: false },
    },
  })
  const panel = readPanel(options.data)
  for (const horizon of options.horizons.split(',').map(Number)) {
    if (!Number.isInteger(horizon) || horizon < 1)
      throw new Error(`Not a horizon in periods: ${options.horizons}`)
    const scores = backtest(panel, horizon)
    if (!scores.ours) throw new Error(`Too few periods for a horizon of ${horizon}`)
    const fan = fanFigure(fanCoverage(panel, horizon, trainingOf(panel)), horizon)
    for (const figure of [...figuresOf(scores, horizon), fan]) printFigure(figure, options.json)
  }
}

function figuresOf(scores: Record<string, Score>, horizon: number): Figure[] {
  const figure = (name: string, unit: string, aim: string, measure: keyof Score): Figure => ({
    bench: 'forecast',
    figure: `${name}_${horizon}`,
    value: rounded(scores.ours[measure]),
    unit,
    aim,
    beside: Object.fromEntries(
      Object.entries(scores)
        .filter(([method]) => method !== 'ours')
        .map(([method, score]) => [method, rounded(score[measure])]),
    ),
  })
  return [
    figure('coverage80', 'share', '0.75 to 0.85', 'coverage80'),
    figure('pinball', 'per forecast', 'below all beside', 'pinball'),
    figure('crps', 'per forecast', 'below all beside', 'crps'),
    figure('pinball_scaled', 'of the mean outcome', 'below all beside', 'scaledPinball'),
    figure('forecasts', 'count', 'the same for all', 'forecasts'),
  ]
}

function fanFigure(coverage: number, horizon: number): Figure {
  return {
    bench: 'forecast',
    figure: `fan_coverage80_${horizon}`,
    value: rounded(coverage),
    unit: 'share',
    aim: '0.75 to 0.85',
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(4))
}

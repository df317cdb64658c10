/**
 * A rolling-origin backtest: at every origin each method sees the panel cut off there, says the
 * quantiles of the sum over the horizon, and is scored by what came.
 * Invariant: no method is handed a period at or after the origin; our own record grows only by what
 * was forecast at earlier origins.
 */
import { forecastPanel, LEVELS, pinballLoss, type PanelForecast } from '@changeover/shared/forecast'
import { baselines, WINDOWS, type Baseline } from './baselines.ts'
import type { Panel } from './series-file.ts'

/** Mean scores of one method over all forecasts. */
export interface Score {
  readonly forecasts: number
  /** Share of outcomes from P10 to P90. */
  readonly coverage80: number
  /** Mean pinball loss at P10, P50, P80 and P90, in the unit of the series. */
  readonly pinball: number
  /** Continuous ranked probability score, from 19 quantiles, in the unit of the series. */
  readonly crps: number
  /** As `pinball`, each series divided by its mean outcome, so that small ones count alike. */
  readonly scaledPinball: number
}

/** The quantiles that the product shows. */
const SHOWN = [0.1, 0.5, 0.8, 0.9]

/** Half of a panel is for training, at most four years; ours forecasts from the 12th period on. */
const TRAINING = 48
const FIRST_RECORDED = 12
/** Periods that a series must have been under way to be scored. */
const UNDER_WAY = 12

/** Scores of ours and of each baseline at its better window, over the same forecasts. */
export function backtest(panel: Panel, horizon: number): Record<string, Score> {
  const methods = new Map<string, Scorer>()
  const scorerOf = (name: string) => {
    const scorer = methods.get(name) ?? new Scorer(panel, horizon)
    methods.set(name, scorer)
    return scorer
  }
  const byWindow = WINDOWS.map((window) => ({ window, methods: baselines(window) }))
  const record: PanelForecast[] = []
  const training = trainingOf(panel)
  for (let origin = FIRST_RECORDED; origin + horizon <= panel.periods.length; origin++) {
    const histories = panel.values.map((values) => ({ done: values.slice(0, origin) }))
    const forecasts = forecastPanel(histories, horizon, record)
    record.push(...forecasts)
    if (origin < training) continue
    const past = { origin, histories }
    for (const { series, quantiles } of forecasts) {
      const { done } = histories[series]
      if (origin - done.findIndex((value) => value > 0) < UNDER_WAY) continue
      scorerOf('ours').add(series, origin, quantiles)
      for (const { window, methods: named } of byWindow)
        for (const [name, method] of Object.entries<Baseline>(named))
          scorerOf(`${name} ${window}`).add(series, origin, method(done, horizon, past))
    }
  }
  return bestWindows(new Map([...methods].map(([name, scorer]) => [name, scorer.score()])))
}

/** Periods before the first origin that is scored. */
export function trainingOf(panel: Panel): number {
  return Math.min(TRAINING, Math.floor(panel.periods.length / 2))
}

/** Keeps of each baseline the window with the lower pinball loss. */
function bestWindows(scores: ReadonlyMap<string, Score>): Record<string, Score> {
  const best: Record<string, Score> = {}
  for (const [name, score] of scores) {
    const [method] = name.split(' ')
    if (!best[method] || score.pinball < best[method].pinball) best[method] = score
  }
  return best
}

class Scorer {
  readonly #panel: Panel
  readonly #horizon: number
  readonly #meanOutcomes: readonly number[]
  #forecasts = 0
  #covered = 0
  #pinball = 0
  #crps = 0
  #scaled = 0

  constructor(panel: Panel, horizon: number) {
    this.#panel = panel
    this.#horizon = horizon
    this.#meanOutcomes = panel.values.map(
      (values) => (values.reduce((sum, value) => sum + value, 0) / values.length) * horizon,
    )
  }

  add(series: number, origin: number, quantiles: readonly number[]): void {
    let outcome = 0
    for (let period = origin; period < origin + this.#horizon; period++)
      outcome += this.#panel.values[series][period]
    const shown = SHOWN.map((level) => quantiles[LEVELS.indexOf(level)])
    const loss = pinballLoss(shown, outcome, SHOWN)
    this.#forecasts++
    if (shown[0] <= outcome && outcome <= shown[3]) this.#covered++
    this.#pinball += loss
    this.#crps += 2 * pinballLoss(quantiles, outcome)
    this.#scaled += loss / Math.max(Number.MIN_VALUE, this.#meanOutcomes[series])
  }

  score(): Score {
    const mean = (total: number) => total / this.#forecasts
    return {
      forecasts: this.#forecasts,
      coverage80: mean(this.#covered),
      pinball: mean(this.#pinball),
      crps: mean(this.#crps),
      scaledPinball: mean(this.#scaled),
    }
  }
}

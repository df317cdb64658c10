/**
 * How fast crews are: connectors attempted per crew-day, by milestone and territory, with how sure
 * that is. Little history is shrunk towards the plan's assumption, and a small territory towards its
 * milestone. Under `MEASURED_WEEKS` weeks the forecast says that it rests on an assumption.
 */
import { sizeClass, type SizedClass } from './drift.ts'
import { driftModel, type DriftModel } from './drift-model.ts'
import type { CellHistory, Throughput } from './inputs.ts'
import { exposureAt, pastRatios, type SeriesHistory } from './reference-class.ts'

/** Whether a milestone's rate was seen or assumed, and on how many weeks of work that rests. */
export interface Basis {
  readonly kind: 'measured' | 'assumed'
  readonly weeks: number
}

export interface MilestoneYield {
  readonly basis: Basis
  /** Connectors attempted per crew-day. */
  readonly perCrewDay: number
  /** Variance of its logarithm that comes from having assumed it. */
  readonly assumedVariance: number
  /** Yield of a territory ∕ that of the milestone, and the variance of the logarithm. */
  readonly effects: ReadonlyMap<string, { readonly ratio: number; readonly variance: number }>
}

/** Weeks of history under which a forecast labels itself assumed. */
export const MEASURED_WEEKS = 6
/** The assumption weighs as much as this many measured weeks. */
const ASSUMED_WEEKS = 3
/** An assumed yield is off by 30 %, a choice: the first weeks of a new kind of work. */
const ASSUMED_VARIANCE = 0.09
/** Territories differ by 30 %, a choice: the prior's 1 ∕ variance of the logarithm. */
const TERRITORY_PRECISION = 10
/** Weeks after which a week's yield counts half: of 4 and 6, what held better in the backtest. */
const HALF_LIFE = 4
/** Weeks after which a past forecast's error counts half: of 26 and 52, what held better there. */
const MEMORY = 52
/** Weeks ahead at which past forecasts are looked at. */
const HORIZONS = [4, 8, 13]

/** The drift of yields, from all milestones' weekly sums and from their territories. */
export function programDrift(history: readonly CellHistory[]): DriftModel {
  if (history.length === 0) return driftModel([], [])
  const sums = [...Map.groupBy(history, ({ milestone }) => milestone).values()].map(sumOf)
  return driftModel(classesOf(sums), classesOf(history.map(seriesOf)))
}

function classesOf(series: readonly SeriesHistory[]): SizedClass[] {
  return HORIZONS.map((horizon) =>
    sizeClass(pastRatios(series, horizon, HALF_LIFE), {
      horizon,
      memory: MEMORY,
      seriesCount: series.length,
      grain: 1,
    }),
  )
}

/** The yield of a milestone, or null where nothing is measured and nothing assumed. */
export function milestoneYield(
  throughput: Throughput,
  milestone: string,
  noise: number,
): MilestoneYield | null {
  const histories = throughput.history.filter((cell) => cell.milestone === milestone)
  const assumed = throughput.assumed.find((one) => one.milestone === milestone)
  const cells = histories.map((cell) => ({ territory: cell.territory, ...recent(seriesOf(cell)) }))
  const attempted = cells.reduce((sum, cell) => sum + cell.attempted, 0)
  const crewDays = cells.reduce((sum, cell) => sum + cell.crewDays, 0)
  const weeks = weeksWorked(histories)
  const measured = crewDays > 0 && attempted > 0 ? attempted / crewDays : null
  const perCrewDay = blended(measured, assumed?.connectorsPerCrewDay ?? null, weeks)
  if (perCrewDay === null) return null
  const effects = cells.map(({ territory, ...cell }) => {
    const counted = cell.attempted / noise + TERRITORY_PRECISION
    const expected = (cell.crewDays * (measured ?? perCrewDay)) / noise + TERRITORY_PRECISION
    return [territory, { ratio: counted / expected, variance: 1 / counted }] as const
  })
  return {
    basis: { kind: weeks < MEASURED_WEEKS ? 'assumed' : 'measured', weeks },
    perCrewDay,
    assumedVariance: (ASSUMED_VARIANCE * ASSUMED_WEEKS) / (weeks + ASSUMED_WEEKS),
    effects: new Map(effects),
  }
}

/** What a territory without history is taken for: as the milestone, give or take the prior. */
export const UNSEEN_TERRITORY = { ratio: 1, variance: 1 / TERRITORY_PRECISION }

/** Geometric mean of measured and assumed by weeks of history; either alone where the other is missing. */
function blended(measured: number | null, assumed: number | null, weeks: number): number | null {
  if (measured === null || assumed === null) return measured ?? assumed
  const trust = weeks / (weeks + ASSUMED_WEEKS)
  return Math.exp(trust * Math.log(measured) + (1 - trust) * Math.log(assumed))
}

/** Weeks in which anybody worked on the milestone. */
function weeksWorked(histories: readonly CellHistory[]): number {
  const length = Math.max(0, ...histories.map(({ crewDays }) => crewDays.length))
  let weeks = 0
  for (let week = 0; week < length; week++)
    if (histories.some(({ crewDays }) => crewDays[week] > 0)) weeks++
  return weeks
}

/** Sums of attempts and crew-days, a week's weight halving every `HALF_LIFE` weeks. */
function recent(series: SeriesHistory) {
  let [attempted, crewDays] = [0, 0]
  const last = series.done.length - 1
  series.done.forEach((done, week) => {
    const weight = 0.5 ** ((last - week) / HALF_LIFE)
    attempted += weight * done
    crewDays += weight * exposureAt(series, week)
  })
  return { attempted, crewDays }
}

function seriesOf(cell: CellHistory): SeriesHistory {
  return { done: cell.attempted, exposure: cell.crewDays }
}

function sumOf(cells: readonly CellHistory[]): SeriesHistory {
  const total = (pick: (cell: CellHistory) => readonly number[]) =>
    pick(cells[0]).map((_unused, week) => cells.reduce((sum, cell) => sum + pick(cell)[week], 0))
  return { done: total((cell) => cell.attempted), exposure: total((cell) => cell.crewDays) }
}

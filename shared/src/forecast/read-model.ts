/**
 * Reads the inputs into the model that is simulated: joins the groups by milestone and territory, turns
 * days into offsets, and shares out the kits. Pure and without chance, so that the same inputs are
 * the same model.
 */
import { daysBetween } from '../time/index.ts'
import type { DriftModel } from './drift-model.ts'
import type { ForecastInputs, MilestoneDates } from './inputs.ts'
import type {
  ForecastModel,
  ModelCell,
  ModelKitType,
  ModelMilestone,
  ModelTerritory,
} from './model.ts'
import { streamOf } from './random.ts'
import { keyOf, partsOf, readScope, type ReadCell } from './read-scope.ts'
import { crewDaysByWeek, openShareByWeek, rampByWeek } from './weeks.ts'
import { milestoneYield, programDrift, UNSEEN_TERRITORY, type Basis } from './yields.ts'

/**
 * Delays before anything was measured, in days, counted like as many measured ones: most on time,
 * one in five three weeks late. A choice.
 */
const PRIOR_DELAYS = [0, 0, 3, 7, 21]

/** Reads inputs into a model over `weeks` weeks. */
export function modelOf(inputs: ForecastInputs, weeks: number): ForecastModel {
  const { asOf } = inputs.throughput
  const drift = programDrift(inputs.throughput.history)
  const scope = readScope(inputs)
  const all = inputs.gate
    .toSorted((a, b) => a.target.localeCompare(b.target) || a.milestone.localeCompare(b.milestone))
    .map((dates) => milestoneOf(inputs, scope, dates, drift, weeks))
  const milestones = all.filter((one) => one.yield !== null) as ModelMilestone[] // Just filtered.
  const kitNames = [...new Set(scope.map(({ kitType }) => kitType))].filter((name) => name !== null)
  const cells = cellsOf(inputs, scope, milestones, kitNames, drift.noise)
  return {
    asOf,
    weeks,
    drift,
    recalibration: inputs.throughput.recalibration,
    milestones,
    refused: all.filter((one) => one.yield === null).map(({ milestone }) => milestone),
    cells: cells.map(({ cell }) => cell),
    territories: territoriesOf(inputs, cells, weeks, drift.noise),
    kitTypes: kitNames.map((name, index) => kitTypeOf(inputs, name, index, cells)),
    receiptDelays: sorted([...PRIOR_DELAYS, ...inputs.kits.pastDelaysDays]),
    accessDelays: sorted([...PRIOR_DELAYS, ...inputs.access.pastDelaysDays]),
  }
}

/** Of a milestone without any rate, which is refused. */
const NO_BASIS: Basis = { kind: 'assumed', weeks: 0 }

function milestoneOf(
  inputs: ForecastInputs,
  scope: readonly ReadCell[],
  dates: MilestoneDates,
  drift: DriftModel,
  weeks: number,
) {
  const { asOf } = inputs.throughput
  const visited = inputs.access.visits.find(({ milestone }) => milestone === dates.milestone)
  const gateOffset = dates.gate === null ? 0 : daysBetween(asOf, dates.gate)
  const rate = milestoneYield(inputs.throughput, dates.milestone, drift.noise)
  return {
    ...dates,
    yield: rate,
    done: scope
      .filter(({ milestone }) => milestone === dates.milestone)
      .reduce((sum, { done }) => sum + done, 0),
    openShare: openShareByWeek(gateOffset, weeks),
    ramp: rampByWeek(rate?.basis ?? NO_BASIS, gateOffset, weeks),
    targetOffset: daysBetween(asOf, dates.target),
    visits: visited?.visits ?? 0,
    failedVisits: (visited?.noAccess ?? 0) + (visited?.revisits ?? 0),
    stream: streamOf(`milestone:${dates.milestone}`),
  }
}

interface NamedCell {
  readonly territory: string
  /** Kits in the connectors done, also in those beyond the scope. */
  readonly kitsUsed: number
  readonly cell: ModelCell
}

function cellsOf(
  inputs: ForecastInputs,
  scope: readonly ReadCell[],
  milestones: readonly ModelMilestone[],
  kitNames: readonly string[],
  noise: number,
): NamedCell[] {
  const releases = Map.groupBy(inputs.access.releases, keyOf)
  const claims = claimsOf(inputs, scope)
  const needOf = (cell: ReadCell) => (cell.scope - cell.done) * cell.kitsPerConnector
  const kitNeeds = new Map<string | null, number>()
  for (const cell of scope)
    kitNeeds.set(cell.kitType, (kitNeeds.get(cell.kitType) ?? 0) + needOf(cell))
  return scope.flatMap((cell) => {
    const milestone = milestones.findIndex((one) => one.milestone === cell.milestone)
    if (milestone < 0) return []
    const rate = milestones[milestone].yield
    const effect = rate.effects.get(cell.territory) ?? UNSEEN_TERRITORY
    const need = kitNeeds.get(cell.kitType) ?? 0
    const read: ModelCell = {
      milestone,
      territory: cell.territory,
      parts: partsOf(cell, inputs.throughput.lately ?? [], noise),
      scope: cell.scope,
      done: cell.done,
      perCrewDay: rate.perCrewDay * effect.ratio,
      effectSpread: Math.sqrt(effect.variance),
      claim: claims.get(keyOf(cell)) ?? 1,
      kitType: cell.kitType === null ? -1 : kitNames.indexOf(cell.kitType),
      kitsPerConnector: cell.kitsPerConnector,
      kitShare: need > 0 ? needOf(cell) / need : 0,
      releases:
        releases.get(keyOf(cell))?.map(({ on, connectors }) => ({
          offset: daysBetween(inputs.throughput.asOf, on),
          connectors,
        })) ?? null,
      stream: streamOf(`cell:${keyOf(cell)}`),
    }
    const kitsUsed = cell.doneAnywhere * cell.kitsPerConnector
    return [{ territory: cell.territory, kitsUsed, cell: read }]
  })
}

/** Weeks of crew-days that tell how a territory shares its crews among milestones now. A choice. */
const CLAIM_WEEKS = 8

/**
 * Mean crew-days a week that each cell was given in the last weeks, those before its work began left out: a
 * gate that opened two weeks ago is not told by the six in which it was shut. One that had none yet claims
 * as much for each connector to be done as the others do, and never more than their mean: some hundred
 * connectors behind a gate are no equal of some thousand.
 */
function claimsOf({ throughput }: ForecastInputs, scope: readonly ReadCell[]): Map<string, number> {
  const lately = new Map(
    throughput.history.map((one) => {
      const begun = one.crewDays.findIndex((days) => days > 0)
      const weeks = one.crewDays.slice(Math.max(begun, one.crewDays.length - CLAIM_WEEKS, 0))
      return [keyOf(one), weeks.reduce((sum, days) => sum + days, 0) / Math.max(1, weeks.length)]
    }),
  )
  const claims = new Map<string, number>()
  for (const [, cells] of Map.groupBy(scope, ({ territory }) => territory)) {
    const measured = cells.filter((cell) => (lately.get(keyOf(cell)) ?? 0) > 0)
    const given = measured.reduce((sum, cell) => sum + (lately.get(keyOf(cell)) ?? 0), 0)
    const connectors = measured.reduce((sum, cell) => sum + cell.scope, 0)
    for (const cell of cells) {
      const bySize = connectors > 0 ? (given * cell.scope) / connectors : 1
      const most = measured.length > 0 ? given / measured.length : 1
      claims.set(keyOf(cell), lately.get(keyOf(cell)) || Math.min(bySize, most))
    }
  }
  return claims
}

function territoriesOf(
  inputs: ForecastInputs,
  cells: readonly NamedCell[],
  weeks: number,
  noise: number,
): ModelTerritory[] {
  const positions = Map.groupBy(cells.keys(), (index) => cells[index].territory)
  const crews = new Map(inputs.crews.map((crew) => [crew.territory, crew]))
  return [...positions].map(([territory, own]) => {
    const byTarget = own.toSorted((a, b) => cells[a].cell.milestone - cells[b].cell.milestone)
    const crew = crews.get(territory)
    const crewDays = crew
      ? crewDaysByWeek(crew, inputs.throughput.asOf, weeks)
      : new Float64Array(weeks)
    const usual = own.reduce((sum, index) => sum + cells[index].cell.perCrewDay, 0) / own.length
    return {
      crewDays,
      scatter: crewDays.map((count) => Math.sqrt(noise / Math.max(1e-9, count * usual))),
      cells: byTarget,
      stream: streamOf(`territory:${territory}`),
    }
  })
}

function kitTypeOf(
  inputs: ForecastInputs,
  name: string,
  index: number,
  cells: readonly NamedCell[],
): ModelKitType {
  const received = inputs.kits.types.find(({ kitType }) => kitType === name)?.received ?? 0
  const used = cells
    .filter(({ cell }) => cell.kitType === index)
    .reduce((sum, { kitsUsed }) => sum + kitsUsed, 0)
  return {
    onHand: Math.max(0, received - used),
    receipts: inputs.kits.receipts
      .filter(({ kitType }) => kitType === name)
      .map(({ id, on, kits }) => ({
        offset: daysBetween(inputs.throughput.asOf, on),
        kits,
        stream: streamOf(`receipt:${id}`),
      })),
  }
}

function sorted(numbers: readonly number[]): number[] {
  return numbers.toSorted((a, b) => a - b)
}

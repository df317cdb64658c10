/**
 * What would be said if it were asked now. The day's forecast is said once and kept; who has changed a
 * delivery since then need not wait for tomorrow. Nothing is stored. Invariant: the same inputs give
 * the same answer and are played once.
 */
import type { Actor } from '@changeover/shared/accounts'
import {
  DEFAULT_RUNS,
  DEFAULT_WEEKS,
  type ForecastInputs,
  type ProgramForecast,
  type SimulationOptions,
} from '@changeover/shared/forecast'
import type { Day } from '@changeover/shared/time'
import { createHash } from 'node:crypto'
import type { Database } from '../db/database.ts'
import { readMilestones, scopeFor, type ProgressFilter } from '../progress/index.ts'
import { readInputs } from './inputs.ts'
import { SEED } from './report.ts'
import { run } from './run.ts'
import { readLatest, readStoredInputs, type StoredInputs } from './snapshots.ts'

/** The last answer and the inputs that it was made from, as a hash; one of either is kept. */
let last: { version: string; forecast: Promise<ProgramForecast> } | undefined

/**
 * Each milestone's chance and date from what is known now, beside what was said last. Whole milestones
 * only: nothing for a person of some regions. Takes some seconds, in a thread of its own, unless
 * nothing has changed since it was asked before.
 */
export async function now(db: Database, actor: Actor, filter: ProgressFilter, today: Day) {
  const scope = scopeFor(actor, { ...filter, asOf: null }, today)
  if (scope.regions !== null) return { asOf: today, milestones: [] }
  const [given, milestones, said, stored] = await Promise.all([
    readInputs(db, today),
    readMilestones(db, scope),
    readLatest(db, today),
    readStoredInputs(db, today),
  ])
  if (!given) return { asOf: today, milestones: [] }
  const forecast = await play(comparable(given.inputs, stored))
  return {
    asOf: today,
    milestones: milestones.flatMap(({ id, name, charge }) => {
      const own = forecast.milestones.find(({ milestone }) => milestone === id)
      if (own?.kind !== 'forecast') return []
      const before = said.find(({ milestoneId }) => milestoneId === id)
      return [
        {
          milestoneId: id,
          name,
          charge,
          percent: percentOf(own.hitProbability),
          p50On: own.finish.p50,
          said: before
            ? {
                on: before.reportedOn,
                percent: percentOf(before.chanceOfTarget ?? 0),
                p50On: before.p50On,
              }
            : null,
        },
      ]
    }),
  }
}

interface Game {
  inputs: ForecastInputs
  options: Required<SimulationOptions>
}

/**
 * What is played, so that it differs from what was said by what has changed in the world alone: with
 * the same seed and number of futures, and with what was learnt from the record by then.
 */
function comparable(inputs: ForecastInputs, stored: StoredInputs | null): Game {
  if (!stored) return { inputs, options: { seed: SEED, runs: DEFAULT_RUNS, weeks: DEFAULT_WEEKS } }
  const { seed, runs, weeks } = stored
  const { recalibration } = stored.inputs.throughput
  return {
    inputs: { ...inputs, throughput: { ...inputs.throughput, recalibration } },
    options: { seed, runs, weeks },
  }
}

function play(game: Game): Promise<ProgramForecast> {
  const version = createHash('sha256').update(JSON.stringify(game)).digest('hex')
  if (last?.version === version) return last.forecast
  const { inputs, options } = game
  const forecast = run({ before: null, after: inputs, options }).then((outcome) => outcome.forecast)
  const asked = { version, forecast }
  last = asked
  // What failed is played again when it is asked again; whoever asked hears of it.
  forecast.catch(() => {
    if (last === asked) last = undefined
  })
  return forecast
}

/** As it is said in the sentence. */
function percentOf(chance: number): number {
  return Math.round(100 * chance)
}

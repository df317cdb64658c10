/**
 * Saying what is forecast, once a day. A snapshot is what was said on that day: it is written once
 * and never recomputed. Every snapshot uses the same seed, so that a chance moves only when its
 * inputs do.
 */
import { DEFAULT_RUNS, DEFAULT_WEEKS, type MilestoneForecast } from '@changeover/shared/forecast'
import { IdSchema } from '@changeover/shared/commands'
import { addDays, type Day } from '@changeover/shared/time'
import type { Services } from '../context.ts'
import { recordingDay } from '../progress/index.ts'
import type { Detail } from './detail.ts'
import { readInputs, type DayInputs } from './inputs.ts'
import { run, type Outcome } from './run.ts'
import { insertSnapshots, readReported, readStoredInputs, type Snapshot } from './snapshots.ts'

/** Of every forecast, so that two differ by their inputs only. */
export const SEED = 1
const WEEK = 7
const MilestoneId = IdSchema('Milestone')

type Deps = Pick<Services, 'db' | 'announcer'>

/** What a forecast is held against: another day's inputs. */
interface Earlier {
  day: Day
  inputs: DayInputs['inputs']
}

/** Says today's forecast of every milestone of which nothing was said today. */
export async function reportToday(services: Deps): Promise<number> {
  const today = recordingDay()
  const options = { seed: SEED, runs: DEFAULT_RUNS, weeks: DEFAULT_WEEKS }
  const stored = await readStoredInputs(services.db, addDays(today, -WEEK))
  // Other runs or another seed would explain another shift than the one that was shown.
  const isComparable =
    stored?.seed === options.seed && stored.runs === options.runs && stored.weeks === options.weeks
  const earlier = isComparable ? { day: stored.reportedOn, inputs: stored.inputs } : null
  return reportDay(services, today, options.runs, earlier)
}

/**
 * Says what would have been said on a past day, for a history that was written at once. `runs` may
 * be fewer than usual; the snapshot says how many.
 */
export async function reportPast(services: Deps, day: Day, runs: number): Promise<number> {
  const before = addDays(day, -WEEK)
  const inputs = await readInputs(services.db, before)
  return reportDay(services, day, runs, inputs && { day: before, inputs: inputs.inputs })
}

async function reportDay(
  { db, announcer }: Deps,
  day: Day,
  runs: number,
  earlier: Earlier | null,
): Promise<number> {
  const [given, reported] = await Promise.all([readInputs(db, day), readReported(db, day)])
  if (!given || given.inputs.gate.every(({ milestone }) => reported.has(milestone))) return 0
  const outcome = await run({
    before: earlier?.inputs ?? null,
    after: given.inputs,
    options: { seed: SEED, runs, weeks: DEFAULT_WEEKS },
  })
  const written = await insertSnapshots(db, snapshotsOf(day, given, outcome, earlier?.day ?? null))
  if (written > 0) announcer.announce(['progress'])
  return written
}

function snapshotsOf(
  day: Day,
  { inputs, territories }: DayInputs,
  { forecast, shifts }: Outcome,
  since: Day | null,
): Snapshot[] {
  const told = forecast.milestones
    .filter((milestone) => milestone.kind === 'forecast')
    .toSorted((a, b) => (a.milestone < b.milestone ? -1 : 1))
  return told.map((milestone, index) => {
    const shift = shifts?.find((one) => one.milestone === milestone.milestone)
    const detail: Detail = {
      seed: forecast.seed,
      runs: forecast.runs,
      weeks: DEFAULT_WEEKS,
      gate: milestone.gate,
      target: milestone.target,
      basis: milestone.basis,
      scope: milestone.scope,
      done: milestone.done,
      fan: milestone.fan.map(roundedPoint),
      territories: milestone.territories.map(({ territory, ...own }) => {
        const { name, regions } = territories[territory]
        return { name, regions: regions && [...regions], ...own }
      }),
      regions: [...milestone.regions],
      shift:
        shift && since
          ? { since, days: shift.days, points: shift.points, parts: [...shift.parts] }
          : null,
      ...(index === 0 ? { inputs } : {}),
    }
    const { p10, p50, p80, p90 } = milestone.finish
    return {
      milestoneId: MilestoneId.parse(milestone.milestone),
      reportedOn: day,
      p10On: p10,
      p50On: p50,
      p80On: p80,
      p90On: p90,
      chanceOfTarget: milestone.hitProbability,
      detail,
    }
  })
}

type Fan = Extract<MilestoneForecast, { kind: 'forecast' }>['fan']

function roundedPoint({ on, p10, p50, p80, p90 }: Fan[number]): Fan[number] {
  return {
    on,
    p10: Math.round(p10),
    p50: Math.round(p50),
    p80: Math.round(p80),
    p90: Math.round(p90),
  }
}

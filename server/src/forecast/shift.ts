/**
 * Why the date moved between any two days: from the inputs that were stored when each day's forecast was
 * said. Invariant: inputs on record never change, so an answer is computed once and kept.
 */
import type { ShiftExplanation } from '@changeover/shared/forecast'
import { daysBetween, type Day } from '@changeover/shared/time'
import type { Database } from '../db/database.ts'
import { readMilestones, type ProgressScope } from '../progress/index.ts'
import { run } from './run.ts'
import { readLatest, readStoredInputs, type Snapshot, type StoredInputs } from './snapshots.ts'

/** Answers that are kept: two days each, a few kilobytes. */
const KEPT = 100
const answers = new Map<string, Promise<ShiftExplanation[]>>()

/**
 * The shift of each milestone from what was said by `from` to what was said by the day of the question,
 * in days and points, with its parts. Whole milestones only: nothing for a person of some regions.
 * The first answer for two days takes seconds to a minute, in a thread of its own.
 */
export async function shift(db: Database, scope: ProgressScope, from: Day) {
  const nothing = { asOf: scope.asOf, from: null, to: null, runs: null, milestones: [] }
  if (scope.regions !== null) return nothing
  const [before, after] = await Promise.all([
    readStoredInputs(db, from),
    readStoredInputs(db, scope.asOf),
  ])
  if (!before || !after || before.reportedOn === after.reportedOn) return nothing
  const [milestones, saidBefore, saidAfter] = await Promise.all([
    readMilestones(db, scope),
    readLatest(db, before.reportedOn),
    readLatest(db, after.reportedOn),
  ])
  const explained = onRecord(saidAfter, before, after) ?? (await explain(before, after))
  return {
    asOf: scope.asOf,
    from: before.reportedOn,
    to: after.reportedOn,
    runs: runsOf(before, after),
    milestones: milestones.flatMap(({ id, name, charge }) => {
      const own = explained.find(({ milestone }) => milestone === id)
      if (!own) return []
      const { days, points, parts } = own
      return [
        {
          milestoneId: id,
          name,
          charge,
          days,
          points,
          parts: [...parts],
          before: saidOf(saidBefore, id),
          after: saidOf(saidAfter, id),
        },
      ]
    }),
  }
}

/** The runs that both days can be played with alike: the fewer of the two. */
function runsOf(before: StoredInputs, after: StoredInputs): number {
  return Math.min(before.runs, after.runs)
}

/** What was explained when it was said, if that was the way from the same day with as many runs. */
function onRecord(
  saidAfter: readonly Snapshot[],
  before: StoredInputs,
  after: StoredInputs,
): ShiftExplanation[] | null {
  const said = saidAfter.filter(({ reportedOn }) => reportedOn === after.reportedOn)
  const shifts = said.flatMap(({ milestoneId, detail }) =>
    detail.shift?.since === before.reportedOn ? [{ milestone: milestoneId, ...detail.shift }] : [],
  )
  const isComparable = before.runs === after.runs && before.seed === after.seed
  return isComparable && shifts.length > 0 && shifts.length === said.length ? shifts : null
}

function explain(before: StoredInputs, after: StoredInputs): Promise<ShiftExplanation[]> {
  const runs = runsOf(before, after)
  const key = `${before.reportedOn} ${after.reportedOn} ${after.seed} ${runs}`
  const known = answers.get(key)
  if (known) return known
  const answer = run({
    before: before.inputs,
    after: after.inputs,
    options: { seed: after.seed, runs, weeks: Math.min(before.weeks, after.weeks) },
  }).then(({ shifts }) => shifts ?? [])
  answers.set(key, answer)
  // What failed is asked again; the oldest answers make room.
  answer.catch(() => answers.delete(key))
  for (const [oldest] of answers) if (answers.size > KEPT) answers.delete(oldest)
  return answer
}

function saidOf(said: readonly Snapshot[], id: string) {
  const snapshot = said.find(({ milestoneId }) => milestoneId === id)
  if (!snapshot) return null
  const { p50On, chanceOfTarget, detail } = snapshot
  const daysLate = p50On ? daysBetween(detail.target, p50On) : null
  return { p50On, chanceOfTarget, target: detail.target, daysLate }
}

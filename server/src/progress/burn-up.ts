import type { Actor } from '@changeover/shared/accounts'
import type { Charge } from '@changeover/shared/program'
import { addDays, addWeeks, weekOf, type Day } from '@changeover/shared/time'
import type { Database } from '../db/database.ts'
import { planFor, sumsOf } from './overview.ts'
import { dueBy, type DuePoint } from './plan.ts'
import {
  readBaselines,
  readDays,
  readMilestones,
  readMilestoneSums,
  type DayCount,
  type MilestoneRow,
} from './repository.ts'
import { scopeFor, type ProgressFilter } from './scope.ts'

export type BurnUpStep = 'day' | 'week'

/**
 * Done, planned and in scope, cumulative by the end of each day or week, a series for each current:
 * AC and DC are never added up. Done and scope end with the day of the question.
 */
export async function burnUp(
  db: Database,
  actor: Actor,
  filter: ProgressFilter,
  step: BurnUpStep,
  today: Day,
) {
  const scope = scopeFor(actor, filter, today)
  const [milestones, plans, days, sums] = await Promise.all([
    readMilestones(db, scope),
    readBaselines(db, scope),
    readDays(db, scope),
    readMilestoneSums(db, scope, scope.asOf),
  ])
  const charges: Charge[] = ['AC', 'DC', 'HOME']
  return {
    asOf: scope.asOf,
    series: charges.flatMap((charge) => {
      const members = milestones.filter((milestone) => milestone.charge === charge)
      if (members.length === 0) return []
      const ids = new Set(members.map(({ id }) => id))
      const own = days.filter(({ milestoneId }) => ids.has(milestoneId))
      const plan = members
        .flatMap((member) => planFor(plans, member, sumsOf(sums, member.id).scope) ?? [])
        .sort((left, right) => (left.dueOn < right.dueOn ? -1 : 1))
      return [seriesOf(charge, members, own, plan, step, scope.asOf)]
    }),
  }
}

function seriesOf(
  charge: Charge,
  members: readonly MilestoneRow[],
  days: readonly DayCount[],
  plan: readonly DuePoint[],
  step: BurnUpStep,
  asOf: Day,
) {
  const gateOn = members.map((member) => member.gateOn).reduce((a, b) => (a < b ? a : b))
  const targetOn = members.map((member) => member.targetOn).reduce((a, b) => (a > b ? a : b))
  const first = [gateOn, days[0]?.occurredOn ?? gateOn].reduce((a, b) => (a < b ? a : b))
  const last = targetOn > asOf ? targetOn : asOf
  const done = cumulative(days, 'done')
  const scope = cumulative(days, 'scope')
  return {
    charge,
    name: members.map(({ name }) => name).join(' + '),
    gateOn,
    targetOn,
    points: pointsBetween(first, last, step, asOf).map((on) => ({
      on,
      done: on <= asOf ? done(on) : null,
      scope: on <= asOf ? scope(on) : null,
      planned: plan.length > 0 ? dueBy(plan, on) : null,
    })),
  }
}

/** Days at which the lines are drawn: each day, or each Sunday, always with the day of the question. */
function pointsBetween(first: Day, last: Day, step: BurnUpStep, asOf: Day): Day[] {
  const points: Day[] = []
  let on = step === 'day' ? first : addDays(weekOf(first), 6)
  for (; on < last; on = step === 'day' ? addDays(on, 1) : addWeeks(on, 1)) {
    const previous = points.at(-1)
    if (asOf < on && (!previous || previous < asOf)) points.push(asOf)
    if (on !== asOf || previous !== asOf) points.push(on)
  }
  if (points.at(-1) !== asOf && asOf > (points.at(-1) ?? first)) points.push(asOf)
  if (points.at(-1) !== last) points.push(last)
  return points
}

/** The sum of a measure up to a day; asked with days that rise. */
function cumulative(days: readonly DayCount[], measure: string): (on: Day) => number {
  let position = 0
  let sum = 0
  return (on) => {
    for (; position < days.length && days[position].occurredOn <= on; position++)
      if (days[position].measure === measure) sum += days[position].quantity
    return sum
  }
}

import type { Actor } from '@changeover/shared/accounts'
import type { Charge } from '@changeover/shared/program'
import { sCurve, type DayAmount } from '@changeover/shared/progress'
import { addDays, addWeeks, weekOf, type Day } from '@changeover/shared/time'
import type { Database } from '../db/database.ts'
import { planFor, sumsOf } from './overview.ts'
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
 * AC and DC are never added up. Done ends with the day of the question, the scope stays as it is then.
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
    readBaselines(db, scope.asOf),
    readDays(db, scope, step),
    readMilestoneSums(db, scope),
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
        .sort((left, right) => (left.on < right.on ? -1 : 1))
      return [seriesOf(charge, members, own, plan, step, scope.asOf)]
    }),
  }
}

function seriesOf(
  charge: Charge,
  members: readonly MilestoneRow[],
  days: readonly DayCount[],
  plan: readonly DayAmount[],
  step: BurnUpStep,
  asOf: Day,
) {
  const gateOn = members.map((member) => member.gateOn).reduce((a, b) => (a < b ? a : b))
  const targetOn = members.map((member) => member.targetOn).reduce((a, b) => (a > b ? a : b))
  const first = days.reduce((day, { occurredOn }) => (occurredOn < day ? occurredOn : day), gateOn)
  const last = targetOn > asOf ? targetOn : asOf
  const amounts = (measure: string) =>
    days
      .filter((day) => day.measure === measure)
      .map(({ occurredOn, quantity }) => ({ on: occurredOn, amount: quantity }))
  const curve = sCurve({
    days: pointsBetween(first, last, step, asOf),
    asOf,
    due: plan,
    done: amounts('done'),
    scope: amounts('scope'),
  })
  return {
    charge,
    name: members.map(({ name }) => name).join(' + '),
    gateOn,
    targetOn,
    points: curve.points.map(({ on, planned, earned, scope }) => ({
      on,
      done: earned,
      scope,
      planned: plan.length > 0 ? planned : null,
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

import type { Charge } from '@changeover/shared/program'
import { sCurve, type PlanCurve } from '@changeover/shared/progress'
import { addDays, addWeeks, weekOf, type Day } from '@changeover/shared/time'
import { keptUntilWritten } from '../db/kept-until-written.ts'
import { promisedTogether } from './baseline-points.ts'
import { totalsOn } from './folded-sums.ts'
import { planFor, sumsOf } from './overview.ts'
import {
  amountsOf,
  readBaselines,
  readDays,
  readMilestones,
  type MilestoneRow,
} from './repository.ts'
import type { ProgressScope } from './scope.ts'
import { milestoneSums } from './sums.ts'

export type BurnUpStep = 'day' | 'week'

/**
 * Done, planned and in scope, cumulative by the end of each day or week, a series for each current:
 * AC and DC are never added up. Done ends with the day of the question, the scope stays as it is then.
 */
export const burnUp = keptUntilWritten(async function (db, scope: ProgressScope, step: BurnUpStep) {
  const [milestones, plans, days, totals] = await Promise.all([
    readMilestones(db, scope),
    readBaselines(db, scope.asOf),
    readDays(db, scope, step),
    totalsOn(db, scope.asOf),
  ])
  const sums = milestoneSums(totals, scope.regions)
  const charges: Charge[] = ['AC', 'DC', 'HOME']
  return {
    asOf: scope.asOf,
    series: charges.flatMap((charge) => {
      const members = milestones.filter((milestone) => milestone.charge === charge)
      if (members.length === 0) return []
      const plan = promisedTogether(
        members.flatMap((member) => planFor(plans, member, sumsOf(sums, member.id).scope) ?? []),
      )
      return [seriesOf(charge, members, days, plan.curve, step, scope.asOf)]
    }),
  }
})

function seriesOf(
  charge: Charge,
  members: readonly MilestoneRow[],
  lines: Awaited<ReturnType<typeof readDays>>,
  plan: PlanCurve,
  step: BurnUpStep,
  asOf: Day,
) {
  const gateOn = members.map((member) => member.gateOn).reduce((a, b) => (a < b ? a : b))
  const targetOn = members.map((member) => member.targetOn).reduce((a, b) => (a > b ? a : b))
  const done = amountsOf(lines, members, 'done')
  const inScope = amountsOf(lines, members, 'scope')
  const first = [...done, ...inScope].reduce(
    (day, amount) => (amount.on < day ? amount.on : day),
    gateOn,
  )
  const last = targetOn > asOf ? targetOn : asOf
  const on = pointsBetween(first, last, step, asOf)
  const { earned, planned, scope } = sCurve({ days: on, asOf, due: plan, done, scope: inScope })
  return {
    charge,
    name: members.map(({ name }) => name).join(' + '),
    gateOn,
    targetOn,
    on,
    done: earned,
    scope,
    planned: plan.days.length > 0 ? planned : null,
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

/**
 * Earned value and earned schedule of each current. A connector is worth its part of the milestone's
 * budget where one was reported for every milestone of the current, else one; the answer says which.
 */
import {
  dueBy,
  earnedSchedule,
  earnedValue,
  totalsByDay,
  type Finding,
} from '@changeover/shared/progress'
import type { Charge } from '@changeover/shared/program'
import { addDays, addWeeks, daysBetween, weekOf, type Day } from '@changeover/shared/time'
import { keptUntilWritten } from '../db/kept-until-written.ts'
import { readBudgets, type Budget } from './budget.ts'
import { planFor, sumsOf } from './overview.ts'
import {
  amountsOf,
  readBaselines,
  readDays,
  readMilestones,
  type MilestoneRow,
} from './repository.ts'
import { milestoneSums } from './sums.ts'
import { totalsOn } from './folded-sums.ts'
import type { ProgressScope } from './scope.ts'

/** What a milestone adds to its current: what is due and done by the end of a day, each connector worth `weight`. */
interface Member {
  days: readonly Day[]
  plannedBy: (day: Day) => number
  doneBy: (day: Day) => number
  weight: number
}

export const earned = keptUntilWritten(async function (db, scope: ProgressScope) {
  const [milestones, plans, days, totals, budgets] = await Promise.all([
    readMilestones(db, scope),
    readBaselines(db, scope.asOf),
    readDays(db, scope),
    totalsOn(db, scope.asOf),
    readBudgets(db, scope),
  ])
  const sums = milestoneSums(totals, scope.regions)
  const charges: Charge[] = ['AC', 'DC']
  return {
    asOf: scope.asOf,
    series: charges.flatMap((charge) => {
      const own = milestones.filter((milestone) => milestone.charge === charge)
      const members = own.flatMap((milestone): Member[] => {
        const plan = planFor(plans, milestone, sumsOf(sums, milestone.id).scope)?.curve
        if (!plan || plan.days.length === 0) return []
        const whole = plans.find(({ milestoneId }) => milestoneId === milestone.id)
        const planned = whole?.points.reduce((sum, { amount }) => sum + amount, 0) ?? 0
        const budget = budgets.find(({ milestoneId }) => milestoneId === milestone.id)
        return [
          {
            days: plan.days,
            plannedBy: (day) => dueBy(plan, day),
            doneBy: totalsByDay(amountsOf(days, [milestone], 'done')),
            weight: budget && planned > 0 ? budget.budgetCents / planned : 1,
          },
        ]
      })
      if (members.length === 0) return []
      const money = moneyOf(own, budgets)
      const valued = money ? members : members.map((member) => ({ ...member, weight: 1 }))
      const name = own.map((milestone) => milestone.name).join(' + ')
      return [{ charge, name, ...seriesOf(valued, money, scope) }]
    }),
  }
})

/** The budgets of all milestones together, or null where one has none or they differ in currency. */
function moneyOf(milestones: readonly MilestoneRow[], budgets: readonly Budget[]) {
  const own = milestones.map(({ id }) => budgets.find(({ milestoneId }) => milestoneId === id))
  const given = own.flatMap((budget) => budget ?? [])
  if (given.length < milestones.length || new Set(given.map((one) => one.currency)).size !== 1)
    return null
  const isCostKnown = given.every(({ spentCents }) => spentCents !== null)
  return {
    currency: given[0].currency,
    spentCents: isCostKnown ? given.reduce((sum, one) => sum + (one.spentCents ?? 0), 0) : null,
  }
}

function seriesOf(
  members: readonly Member[],
  money: ReturnType<typeof moneyOf>,
  { asOf, regions }: ProgressScope,
) {
  const plannedBy = (day: Day) =>
    members.reduce((sum, member) => sum + member.weight * member.plannedBy(day), 0)
  const earnedBy = (day: Day) =>
    members.reduce((sum, member) => sum + member.weight * member.doneBy(day), 0)
  const due = members.flatMap(({ days }) => days).sort()
  const [first, last] = [weekOf(due[0]), due[due.length - 1]]
  const weeks: Day[] = []
  for (let week = first; week <= last; week = addWeeks(week, 1)) weeks.push(week)
  const planned = weeks.map((week) => plannedBy(addDays(week, 6)))
  const scheduleOn = (day: Day) =>
    earnedSchedule(planned, earnedBy(day), Math.max(0, (daysBetween(first, day) + 1) / 7))
  const { finding, ...schedule } = scheduleOn(asOf)
  // Costs are those of a whole milestone: no part of them can be told for some regions.
  const actualCost = money && regions === null ? money.spentCents : null
  const begun = asOf >= first
  const nothing: Finding = { kind: 'nothing' }
  return {
    ...earnedValue({
      basis: money ? 'budget' : 'connectors',
      planned: plannedBy(asOf),
      earned: earnedBy(asOf),
      actualCost,
      budget: plannedBy(last),
    }),
    currency: money?.currency ?? null,
    planned: plannedBy(asOf),
    earned: earnedBy(asOf),
    actualCost,
    budget: plannedBy(last),
    schedule,
    startedOn: first,
    plannedEndOn: last,
    forecastEndOn:
      begun && schedule.forecastPeriods !== null && schedule.forecastPeriods < 1_000
        ? addDays(first, Math.ceil(7 * schedule.forecastPeriods) - 1)
        : null,
    finding: begun ? finding : nothing,
    weeks: [...weeks.map((week) => addDays(week, 6)).filter((end) => end < asOf), asOf]
      .filter((day) => day >= first)
      .map((on) => ({ on, index: scheduleOn(on).index })),
  }
}

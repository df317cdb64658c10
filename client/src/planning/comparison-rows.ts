import {
  COST_PARTS,
  costDifference,
  costOf,
  type CostPart,
  type CostRate,
  type PlanQuantities,
  type ScenarioComparison,
} from '@changeover/shared/planning'
import { daysBetween, type Day } from '@changeover/shared/time'

/** What a line tells, which decides how it is written. */
type DayKey = 'finish' | 'p50' | 'p80'
type CountKey = 'late' | 'travel' | 'booked' | 'paid' | 'visits'
type QuantityKey = 'crewDays' | 'overtimeHours' | 'roadHours' | 'kits'
type CostKey = `cost.${CostPart | 'total'}`

/** A line of the comparison; `better` is whether the scenario's value is the better one, null when alike. */
export interface ComparisonRow {
  key: DayKey | 'chance' | CountKey | QuantityKey | CostKey
  milestoneId: string | null
  live: Day | number | null
  scenario: Day | number | null
  /** Days, percentage points, cents or the measure's own unit. */
  difference: number | null
  better: boolean | null
}

/** All measures of a comparison, milestone by milestone, then what it takes and what that costs. */
export function comparisonRows(
  { live, scenario }: ScenarioComparison,
  rates: readonly CostRate[],
): ComparisonRow[] {
  const milestones = live.milestones.filter(({ orders }) => orders > 0)
  return [
    ...milestones.flatMap(({ milestoneId }) => {
      const before = {
        plan: live.milestones.find((one) => one.milestoneId === milestoneId),
        forecast: live.forecast.find((one) => one.milestoneId === milestoneId),
      }
      const after = {
        plan: scenario.milestones.find((one) => one.milestoneId === milestoneId),
        forecast: scenario.forecast.find((one) => one.milestoneId === milestoneId),
      }
      const missed = (plan: (typeof before)['plan']) =>
        plan ? plan.lateOrders + plan.unscheduledOrders : 0
      const rows = [
        dayRow('finish', before.plan?.finishOn ?? null, after.plan?.finishOn ?? null),
        numberRow('late', missed(before.plan), missed(after.plan), 'less'),
      ]
      if (before.forecast && after.forecast)
        rows.push(
          dayRow('p50', before.forecast.p50On, after.forecast.p50On),
          dayRow('p80', before.forecast.p80On, after.forecast.p80On),
          numberRow(
            'chance',
            Math.round(before.forecast.chance * 100),
            Math.round(after.forecast.chance * 100),
            'more',
          ),
        )
      return rows.map((row) => ({ ...row, milestoneId }))
    }),
    numberRow('travel', live.travelHours, scenario.travelHours, 'less'),
    numberRow('booked', live.bookedHours, scenario.bookedHours, 'less'),
    numberRow('paid', live.paidHours, scenario.paidHours, 'less'),
    numberRow('visits', live.objective.siteVisits, scenario.objective.siteVisits, 'less'),
    ...(live.quantities && scenario.quantities
      ? [
          ...quantityRows(live.quantities, scenario.quantities),
          ...costRows(live.quantities, scenario.quantities, rates),
        ]
      : []),
  ]
}

function quantityRows(live: PlanQuantities, scenario: PlanQuantities): ComparisonRow[] {
  const kits = (side: PlanQuantities) => side.kits.reduce((sum, { count }) => sum + count, 0)
  return [
    numberRow('crewDays', live.crewDays, scenario.crewDays, 'less'),
    numberRow('overtimeHours', live.overtimeHours, scenario.overtimeHours, 'less'),
    numberRow('roadHours', live.roadHours, scenario.roadHours, 'less'),
    // More kits used is more work done: neither better nor worse.
    { ...numberRow('kits', kits(live), kits(scenario), 'less'), better: null },
  ]
}

function costRows(
  live: PlanQuantities,
  scenario: PlanQuantities,
  rates: readonly CostRate[],
): ComparisonRow[] {
  const [before, after] = [costOf(live, rates), costOf(scenario, rates)]
  const row = (key: CostKey, from: number | null, to: number | null, by: number | null) => ({
    key,
    milestoneId: null,
    live: from,
    scenario: to,
    difference: by,
    better: by === null || by === 0 ? null : by < 0,
  })
  return [
    ...COST_PARTS.map((part) => {
      const [from, to] = [before.parts[part], after.parts[part]]
      return row(`cost.${part}`, from, to, from === null || to === null ? null : to - from)
    }),
    // What has no price and is used alike drops out of the difference.
    row('cost.total', before.total, after.total, costDifference(live, scenario, rates)),
  ]
}

function dayRow(key: DayKey, live: Day | null, scenario: Day | null): ComparisonRow {
  const difference = live && scenario ? daysBetween(live, scenario) : null
  const better =
    difference === null || difference === 0
      ? live === scenario
        ? null
        : scenario !== null && live === null
      : difference < 0
  return { key, milestoneId: null, live, scenario, difference, better }
}

function numberRow(
  key: ComparisonRow['key'],
  live: number,
  scenario: number,
  good: 'less' | 'more',
): ComparisonRow {
  const difference = scenario - live
  const better = difference === 0 ? null : good === 'less' ? difference < 0 : difference > 0
  return { key, milestoneId: null, live, scenario, difference, better }
}

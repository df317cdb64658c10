import type { ScenarioComparison } from '@changeover/shared/planning'
import { daysBetween, type Day } from '@changeover/shared/time'

/** A line of the comparison; `better` is whether the scenario's value is the better one, null when alike. */
export interface ComparisonRow {
  key: 'finish' | 'p50' | 'p80' | 'chance' | 'late' | 'travel' | 'booked' | 'paid' | 'visits'
  milestoneId: string | null
  live: Day | number | null
  scenario: Day | number | null
  /** Days, percentage points or the measure's own unit. */
  difference: number | null
  better: boolean | null
}

/** All measures of a comparison, milestone by milestone, then what it costs. */
export function comparisonRows({ live, scenario }: ScenarioComparison): ComparisonRow[] {
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
  ]
}

function dayRow(key: ComparisonRow['key'], live: Day | null, scenario: Day | null): ComparisonRow {
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

/**
 * How fast the work went, in connectors per crew-day. A crew-day is a day on which a crew could have
 * worked, not one on which it did: what holds a rollout up is mostly that nothing was scheduled, and
 * a forecast that took every idle day for a working one would promise too much.
 */
import {
  type AssumedYield,
  type CellHistory,
  type RegionCount,
  type Throughput,
} from '@changeover/shared/forecast'
import type { Charge } from '@changeover/shared/program'
import { addWeeks, weeksBetween, type Day } from '@changeover/shared/time'
import { crewDaysIn, lastWholeWeek, type Pool } from './crew-days.ts'
import type { KitRow } from './inputs-repository.ts'

/** What was counted in a week, by milestone and where its crews come from. */
export interface Counted {
  milestone: string
  charge: Charge
  territory: string
  region: string
  measure: string
  week: Day
  quantity: number
  gains: number
}

/** Home kits are fitted by their owners: a queue of its own, five days a week. */
const HOME_DAYS = 5
/** A year of weeks is kept: older ones weigh next to nothing. */
const HISTORY_WEEKS = 52
/** A connector takes its kit's minutes and this share of the way to it, a choice. */
const TRAVEL_MINUTES = 30
const USUAL_KIT_MINUTES = 60
const SHIFT_MINUTES = 480
/** How much of a shift work fills before anything was measured, a choice. */
const USUAL_USE = 0.6
/** Use is measured over this many weeks. */
const USE_WEEKS = 13

export function throughputOf(
  counted: readonly Counted[],
  done: readonly Required<RegionCount>[],
  pools: readonly Pool[],
  kits: readonly KitRow[],
  asOf: Day,
): Throughput {
  const minutesOf = (charge: Charge) =>
    TRAVEL_MINUTES + (kits.find((kit) => kit.charge === charge)?.minutes ?? USUAL_KIT_MINUTES)
  const weeks = weeksOf(counted, asOf)
  const attempts = attemptsOf(counted, weeks)
  const history = attempts.map((cell): CellHistory => {
    const { milestone, territory, attempted } = cell
    const rivals = attempts.filter((other) => other.territory === territory)
    const pool = pools.find(({ key }) => key === territory)
    const crewDays = weeks.map((week, index) => {
      if (!pool) return HOME_DAYS
      const all = rivals.reduce(
        (sum, rival) => sum + rival.attempted[index] * minutesOf(rival.charge),
        0,
      )
      const own = attempted[index] * minutesOf(cell.charge)
      // Crews are shared by the minutes that their work usually takes.
      return all > 0 ? Math.round((1000 * crewDaysIn(pool, week) * own) / all) / 1000 : 0
    })
    return { milestone, territory, attempted, crewDays }
  })
  return {
    asOf,
    done: done.map(({ milestone, territory, region, connectors }) => ({
      milestone,
      territory,
      region,
      connectors: Math.max(0, connectors),
    })),
    lately: latelyOf(counted, asOf),
    history,
    assumed: assumedOf(counted, attempts, history, minutesOf),
    recalibration: 1,
  }
}

/** What tells how a territory shares its crews among its regions now: whole weeks, a choice. */
const LATELY_WEEKS = 8

/** Connectors done in each region in the last weeks. */
function latelyOf(counted: readonly Counted[], asOf: Day): Required<RegionCount>[] {
  const last = lastWholeWeek(asOf)
  const first = addWeeks(last, 1 - LATELY_WEEKS)
  const recent = counted.filter(
    ({ measure, week }) => measure === 'done' && week >= first && week <= last,
  )
  const keyOf = ({ milestone, territory, region }: Counted) => `${milestone} ${territory} ${region}`
  return [...Map.groupBy(recent, keyOf).values()].map((own) => {
    const [{ milestone, territory, region }] = own
    const connectors = Math.max(0, sumOf(own.map(({ quantity }) => quantity)))
    return { milestone, territory, region, connectors }
  })
}

interface Attempts {
  milestone: string
  charge: Charge
  territory: string
  attempted: number[]
}

/** Ports on visits: those done, and those of visits that ended blocked, at the usual size of a visit. */
function attemptsOf(counted: readonly Counted[], weeks: readonly Day[]): Attempts[] {
  const place = new Map(weeks.map((week, index) => [week, index]))
  const cells = Map.groupBy(counted, ({ milestone, territory }) => `${milestone} ${territory}`)
  return [...cells.values()].flatMap((own) => {
    const [{ milestone, charge, territory }] = own
    const total = (measure: string) =>
      own.filter((one) => one.measure === measure).reduce((sum, { gains }) => sum + gains, 0)
    if (total('done') === 0) return []
    const portsPerVisit = total('done') / Math.max(1, total('orders:done'))
    const attempted = weeks.map(() => 0)
    for (const { measure, week, quantity, gains } of own) {
      const index = place.get(week)
      if (index === undefined) continue
      if (measure === 'done') attempted[index] += Math.max(0, quantity)
      if (measure === 'orders:blocked' && charge !== 'HOME')
        attempted[index] += gains * portsPerVisit
    }
    return [{ milestone, charge, territory, attempted: attempted.map(Math.round) }]
  })
}

/** The Mondays of the whole weeks since the first work, at most a year. */
function weeksOf(counted: readonly Counted[], asOf: Day): Day[] {
  const last = lastWholeWeek(asOf)
  const worked = counted
    .filter(({ measure, quantity }) => measure === 'done' && quantity > 0)
    .map(({ week }) => week)
  if (worked.length === 0) return []
  const first = worked.reduce((a, b) => (a < b ? a : b))
  const count = Math.min(HISTORY_WEEKS, weeksBetween(first, last) + 1)
  return Array.from({ length: Math.max(0, count) }, (_unused, index) =>
    addWeeks(last, index - count + 1),
  )
}

/** What is taken for granted where little is measured: shifts as full as the others' lately were. */
function assumedOf(
  counted: readonly Counted[],
  attempts: readonly Attempts[],
  history: readonly CellHistory[],
  minutesOf: (charge: Charge) => number,
): AssumedYield[] {
  let [minutes, crewDays] = [0, 0]
  attempts.forEach(({ charge, attempted }, index) => {
    if (charge === 'HOME') return
    minutes += minutesOf(charge) * sumOf(attempted.slice(-USE_WEEKS))
    crewDays += sumOf(history[index].crewDays.slice(-USE_WEEKS))
  })
  const use = crewDays > 0 ? minutes / (crewDays * SHIFT_MINUTES) : USUAL_USE
  const charges = new Map(counted.map(({ milestone, charge }) => [milestone, charge]))
  return [...charges]
    .filter(([, charge]) => charge !== 'HOME')
    .map(([milestone, charge]) => ({
      milestone,
      connectorsPerCrewDay: Math.round((1000 * use * SHIFT_MINUTES) / minutesOf(charge)) / 1000,
    }))
}

/** Visits so far, those that ended blocked and those that had to be repeated, by milestone. */
export function visitsOf(counted: readonly Counted[]) {
  const field = counted.filter(({ charge }) => charge !== 'HOME')
  return [...Map.groupBy(field, ({ milestone }) => milestone)].map(([milestone, own]) => {
    const gainsOf = (measure: string) =>
      own.filter((one) => one.measure === measure).reduce((sum, { gains }) => sum + gains, 0)
    const noAccess = gainsOf('orders:blocked')
    return {
      milestone,
      visits: gainsOf('orders:done') + noAccess,
      noAccess,
      revisits: Math.min(gainsOf('orders:reopened'), gainsOf('orders:done')),
    }
  })
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}

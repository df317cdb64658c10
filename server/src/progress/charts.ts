import {
  blockedPareto,
  connectorMix,
  cumulativeFlow,
  homeKits,
  kitRunways,
  throughput,
  totalOf,
} from '@changeover/shared/progress'
import type { Charge } from '@changeover/shared/program'
import { addDays, addWeeks, weekOf, type Day } from '@changeover/shared/time'
import { keptUntilWritten } from '../db/kept-until-written.ts'
import {
  countRemoved,
  readBlocks,
  readHomeKits,
  readKits,
  type HomeKitCount,
} from './charts-repository.ts'
import { weeksOn } from './folded-sums.ts'
import { amountsOf, readDays, readMilestones } from './repository.ts'
import type { ProgressScope } from './scope.ts'

/** How far back charts by week look. */
const WEEKS_SHOWN = 26
const RUNWAY_DAYS = 84

/** States from first to last, as a stack shows them: what is under way lies between. */
const flowStates = [
  'planned',
  'scheduled',
  'dispatched',
  'en_route',
  'on_site',
  'in_progress',
  'blocked',
  'reopened',
  'done',
]
const standards = ['J1772', 'NACS', 'CCS1', 'CHADEMO']

/** Done a week, its mean, and the rate that the target asks for: AC and DC apart. */
export const weeklyThroughput = keptUntilWritten(async function (db, scope: ProgressScope) {
  const [milestones, days] = await Promise.all([
    readMilestones(db, scope),
    readDays(db, scope, 'week'),
  ])
  const charges: Charge[] = ['AC', 'DC']
  return {
    asOf: scope.asOf,
    series: charges.flatMap((charge) => {
      const members = milestones.filter((milestone) => milestone.charge === charge)
      if (members.length === 0) return []
      const done = amountsOf(days, members, 'done')
      const inScope = amountsOf(days, members, 'scope')
      const { weeks, required, current, finding } = throughput({
        from: addWeeks(weekOf(scope.asOf), 1 - WEEKS_SHOWN),
        asOf: scope.asOf,
        target: members.map(({ targetOn }) => targetOn).reduce((a, b) => (a > b ? a : b)),
        done,
        remaining: Math.max(0, totalOf(inScope) - totalOf(done)),
        closedDays: new Set(),
      })
      const name = members.map((member) => member.name).join(' + ')
      return [{ charge, name, weeks: [...weeks], required, current, finding }]
    }),
  }
})

/** Orders in each state at the end of each week; verified ones are done. */
export const flow = keptUntilWritten(async function (db, scope: ProgressScope, charge: Charge) {
  const [milestones, lines] = await Promise.all([
    readMilestones(db, scope),
    weeksOn(db, scope.asOf, scope.regions),
  ])
  const own = new Set(milestones.filter((row) => row.charge === charge).map(({ id }) => id))
  const changes = lines.flatMap(({ milestoneId, measure, parts }) => {
    const [kind, state] = measure.split(':')
    if (kind !== 'orders' || milestoneId === null || !own.has(milestoneId)) return []
    return parts.map(([on, amount]) => ({
      on,
      amount,
      state: state === 'verified' ? 'done' : state,
    }))
  })
  const { days, layers, finding } = cumulativeFlow(changes, flowStates, weekEnds(scope.asOf))
  const drawn = layers.filter(({ counts }) => counts.some((count) => count !== 0))
  return {
    asOf: scope.asOf,
    days: [...days],
    layers: drawn.map(({ state, counts }) => ({ name: state, counts: [...counts] })),
    finding,
  }
})

/** What blocking cost in the last weeks, by reason, in port-days. */
export const blocked = keptUntilWritten(async function (db, scope: ProgressScope) {
  const from = addWeeks(scope.asOf, -WEEKS_SHOWN)
  const { bars, connectorDays, finding } = blockedPareto(
    await readBlocks(db, scope, from),
    from,
    scope.asOf,
  )
  return { asOf: scope.asOf, from, bars: [...bars], connectorDays, finding }
})

/** How long the kits last, as promises and plans stood at the end of the day of the question. */
export const kits = keptUntilWritten(async function (db, scope: ProgressScope) {
  // Depots serve whole territories: a question about a region is told of all kits.
  const rows = await readKits(db, { ...scope, regions: null })
  const { types, finding } = kitRunways(
    rows.map(({ name, onHand, receipts, use }) => ({ kitType: name, onHand, receipts, use })),
    scope.asOf,
    addDays(scope.asOf, RUNWAY_DAYS),
  )
  return {
    asOf: scope.asOf,
    types: types.map(({ kitType, points, firstBelowZero, shortBy }) => ({
      name: kitType,
      points: [...points],
      firstBelowZero,
      shortBy,
    })),
    finding,
  }
})

/** Connectors that stand, by standard, at the end of each week. */
export const mix = keptUntilWritten(async function (db, scope: ProgressScope) {
  const [lines, chademoLost] = await Promise.all([
    weeksOn(db, scope.asOf, scope.regions),
    countRemoved(db, scope, 'CHADEMO'),
  ])
  const changes = lines.flatMap(({ milestoneId, measure, parts }) => {
    const [kind, standard] = measure.split(':')
    if (kind !== 'connectors' || milestoneId !== null) return []
    return parts.map(([on, amount]) => ({ on, amount, standard }))
  })
  const { days, layers, finding } = connectorMix(changes, standards, weekEnds(scope.asOf))
  return {
    asOf: scope.asOf,
    days: [...days],
    layers: layers.map(({ standard, counts }) => ({ name: standard, counts: [...counts] })),
    /** CHAdeMO connectors that the kits took the place of: allowed, and counted. */
    chademoLost,
    finding,
  }
})

/** Kits for chargers in homes, by week, and by region all in all. */
export const home = keptUntilWritten(async function (db, scope: ProgressScope) {
  const rows = await readHomeKits(db, scope)
  const on = (step: HomeKitCount['step']) =>
    rows.flatMap((row) => (row.step === step ? [{ on: row.week, amount: row.kits }] : []))
  const { weeks, finding } = homeKits({
    from: addWeeks(weekOf(scope.asOf), 1 - WEEKS_SHOWN),
    asOf: scope.asOf,
    ordered: on('ordered'),
    shipped: on('shipped'),
    installed: on('installed'),
  })
  const sum = (own: typeof rows, step: HomeKitCount['step']) =>
    own.reduce((total, row) => (row.step === step ? total + row.kits : total), 0)
  const regions = [...Map.groupBy(rows, ({ region }) => region)].map(([region, own]) => ({
    region,
    ordered: sum(own, 'ordered'),
    shipped: sum(own, 'shipped'),
    installed: sum(own, 'installed'),
  }))
  return {
    asOf: scope.asOf,
    weeks: [...weeks],
    regions: regions.sort((left, right) => right.ordered - left.ordered),
    finding,
  }
})

/** Sundays of the last weeks, and the day of the question. */
function weekEnds(asOf: Day): Day[] {
  const monday = weekOf(asOf)
  const ends = Array.from({ length: WEEKS_SHOWN }, (_unused, index) =>
    addDays(monday, 7 * (index - WEEKS_SHOWN) + 6),
  )
  return [...ends, asOf]
}

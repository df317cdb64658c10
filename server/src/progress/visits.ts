import {
  ageing,
  firstVisits,
  installedNotLive,
  type Figure,
  type FirstVisitCount,
  type LiveRung,
} from '@changeover/shared/progress'
import type { Charge } from '@changeover/shared/program'
import { addWeeks, weekOf, type Day } from '@changeover/shared/time'
import { keptUntilWritten } from '../db/kept-until-written.ts'
import { firstRows, type FigureRow } from './figures/rows.ts'
import type { ProgressScope } from './scope.ts'
import {
  readDurations,
  readFirstVisits,
  readInstallations,
  readOpenOrders,
} from './visits-repository.ts'

const WEEKS_SHOWN = 26
const NAMED = 10

/** How long open orders have been in their state, with the oldest ten by name. */
export const ageingOf = keptUntilWritten(async function (db, scope: ProgressScope, charge: Charge) {
  const figure: Figure = { figure: 'ageing', charge }
  const [open, durations, oldest] = await Promise.all([
    readOpenOrders(db, scope, charge),
    readDurations(db, scope, charge),
    firstRows(db, scope, figure, null, NAMED),
  ])
  const { states, finding } = ageing(open, durations, scope.asOf)
  const place = ({ day, key }: FigureRow) => `${day} ${key}`
  return {
    asOf: scope.asOf,
    states: states.map((state) => ({ ...state, bands: [...state.bands] })),
    // They are the oldest by the clock; days begin at other moments in other places.
    oldest: oldest
      .map(({ at: _at, id: _id, ...row }) => row)
      .toSorted((one, other) => (place(one) < place(other) ? -1 : 1)),
    finding,
  }
})

/** How often one visit was enough, all in all and by week. */
export const firstVisitsOf = keptUntilWritten(async function (
  db,
  scope: ProgressScope,
  charge: Charge,
) {
  const from = addWeeks(weekOf(scope.asOf), 1 - WEEKS_SHOWN)
  const counts = await readFirstVisits(db, scope, charge, from)
  const weeks = Array.from({ length: WEEKS_SHOWN }, (_unused, index) => addWeeks(from, index))
  const { failures, ...all } = firstVisits(counts)
  return {
    asOf: scope.asOf,
    from,
    ...all,
    failures: [...failures],
    weeks: weeks.map((week) => weekOfVisits(week, counts)),
  }
})

function weekOfVisits(week: Day, counts: readonly (FirstVisitCount & { week: Day })[]) {
  const own = counts.filter((count) => count.week === week)
  const { visits, done, success, failures } = firstVisits(own)
  return { week, visits, done, success, failures: [...failures] }
}

/** Connectors that are in place and not yet proven to work, by age. */
export const notLive = keptUntilWritten(async function (db, scope: ProgressScope, rung: LiveRung) {
  const { groups, ...chart } = installedNotLive(
    await readInstallations(db, scope, rung),
    scope.asOf,
  )
  return { asOf: scope.asOf, rung, ...chart, groups: [...groups] }
})

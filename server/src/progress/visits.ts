import type { Actor } from '@changeover/shared/accounts'
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
import type { Database } from '../db/database.ts'
import { firstRows, type FigureRow } from './figures/rows.ts'
import { scopeFor, type ProgressFilter } from './scope.ts'
import {
  readDurations,
  readFirstVisits,
  readInstallations,
  readOpenOrders,
} from './visits-repository.ts'

const WEEKS_SHOWN = 26
const NAMED = 10

/** How long open orders have been in their state, with the oldest ten by name. */
export async function ageingOf(
  db: Database,
  actor: Actor,
  filter: ProgressFilter,
  charge: Charge,
  today: Day,
) {
  const scope = scopeFor(actor, filter, today)
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
}

/** How often one visit was enough, all in all and by week. */
export async function firstVisitsOf(
  db: Database,
  actor: Actor,
  filter: ProgressFilter,
  charge: Charge,
  today: Day,
) {
  const scope = scopeFor(actor, filter, today)
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
}

function weekOfVisits(week: Day, counts: readonly (FirstVisitCount & { week: Day })[]) {
  const own = counts.filter((count) => count.week === week)
  const { visits, done, success, failures } = firstVisits(own)
  return { week, visits, done, success, failures: [...failures] }
}

/** Connectors that are in place and not yet proven to work, by age. */
export async function notLive(
  db: Database,
  actor: Actor,
  filter: ProgressFilter,
  rung: LiveRung,
  today: Day,
) {
  const scope = scopeFor(actor, filter, today)
  const { groups, ...chart } = installedNotLive(
    await readInstallations(db, scope, rung),
    scope.asOf,
  )
  return { asOf: scope.asOf, rung, ...chart, groups: [...groups] }
}

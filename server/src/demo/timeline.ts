import { addDays, daysBetween, type Day } from '@changeover/shared/time'
import type { Chance } from './chance.ts'
import { plannedDay, workday, type Season } from './season.ts'

export type OrderState =
  | 'planned'
  | 'scheduled'
  | 'in_progress'
  | 'blocked'
  | 'done'
  | 'verified'
  | 'reopened'
  | 'cancelled'

/** A step in the life of an order: what it became, when it happened and when we learnt of it. */
export interface Step {
  to: OrderState
  occurredOn: Day
  recordedOn: Day
  /** The day of the visit from then on. */
  scheduledOn: Day | null
  reason: string | null
}

export interface Timeline {
  /** The day that the first plan wanted. */
  dueOn: Day
  steps: readonly Step[]
}

const blockedReasons = [
  ['no_access', 34],
  ['site_power_off', 16],
  ['wrong_hardware', 15],
  ['kit_faulty', 12],
  ['permit_missing', 12],
  ['host_refused', 7],
  ['weather', 4],
] as const

/** How long before a visit its crew is named. */
const ASSIGNED_DAYS_AHEAD = 10
/** Work runs this share of the plan behind it. */
const SLIP = 0.05

/**
 * The life of an order until yesterday. `wish` moves a visit that lies close ahead to a day on
 * which a crew is to have work.
 */
export function timelineOf(
  chance: Chance,
  season: Season,
  window: { gateOn: Day; targetOn: Day },
  createdOn: Day,
  wish: (plannedOn: Day) => Day,
): Timeline {
  const yesterday = addDays(season.today, -1)
  const earliest = addDays(createdOn, 2)
  const planned = plannedDay(window, chance.next())
  const dueOn = wish(planned < earliest ? workday(earliest) : planned)
  const slip =
    Math.floor(daysBetween(window.gateOn, dueOn) * SLIP) +
    (chance.happens(0.6) ? 0 : chance.between(1, 12))
  const isBlocked = chance.happens(0.07)
  const reason = chance.weighted(blockedReasons)
  const blockedDays = chance.between(2, 40)
  const doneOn = workday(addDays(dueOn, isBlocked ? blockedDays + 3 : slip))
  const delay = chance.happens(0.06) ? chance.between(1, 4) : 0
  const afterwards = chance.next()

  const steps: Step[] = []
  const add = (to: OrderState, on: Day, scheduledOn: Day | null, more: Partial<Step> = {}) => {
    const last = steps.at(-1)
    const isKnown = (more.recordedOn ?? on) <= yesterday
    if (isKnown && (!last || last.recordedOn <= (more.recordedOn ?? on)))
      steps.push({ to, occurredOn: on, recordedOn: on, scheduledOn, reason: null, ...more })
    return isKnown
  }
  add('planned', createdOn, null)
  const aheadOn = addDays(dueOn, -ASSIGNED_DAYS_AHEAD)
  if (!add('scheduled', aheadOn > createdOn ? aheadOn : addDays(createdOn, 1), dueOn))
    return { dueOn, steps }
  if (isBlocked) {
    if (!add('blocked', dueOn, dueOn, { reason })) return { dueOn, steps }
    if (!add('scheduled', addDays(dueOn, blockedDays), doneOn)) return { dueOn, steps }
  } else if (doneOn > dueOn) add('scheduled', dueOn, doneOn)
  const recordedOn = addDays(doneOn, delay)
  if (!add('in_progress', doneOn, doneOn, { recordedOn })) return { dueOn, steps }
  add('done', doneOn, doneOn, { recordedOn })
  if (afterwards < 0.012) add('reopened', addDays(doneOn, 6), doneOn)
  else if (afterwards < 0.7) add('verified', addDays(doneOn, 7), doneOn)
  return { dueOn, steps }
}

/** An earlier attempt that was given up: generated, then cancelled. */
export function cancelledTimeline(chance: Chance, season: Season, createdOn: Day): Timeline {
  const span = daysBetween(createdOn, addDays(season.today, -1))
  const cancelledOn = addDays(createdOn, Math.floor(chance.next() * (span + 1)))
  const step = (to: OrderState, on: Day, reason: string | null): Step => ({
    to,
    occurredOn: on,
    recordedOn: on,
    scheduledOn: null,
    reason,
  })
  return {
    dueOn: cancelledOn,
    steps: [
      step('planned', createdOn, null),
      step('cancelled', cancelledOn, chance.pick(['replaced', 'host_refused', 'site_closing'])),
    ],
  }
}

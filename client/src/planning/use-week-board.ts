import type { Id } from '@changeover/shared/commands'
import {
  judgeDay,
  layOutDay,
  type BoardBlock,
  type BoardOrder,
  type BoardWorld,
  type CrewDayLayout,
  type Violation,
} from '@changeover/shared/planning'
import { daysFrom, type Day } from '@changeover/shared/time'
import { computed } from 'vue'
import { useServerQuery } from '../lib/server-query.ts'
import { api } from '../lib/trpc.ts'

/** What the validator thinks of an order on a crew's day, before it is moved there. */
export interface Verdict {
  violations: readonly Violation[]
  /** When the crew would be home, in minutes after midnight, and what is left of its shift then. */
  homeMinute: number
  spareMinutes: number
}

/** Orders in these states can be moved. */
const MOVABLE = new Set(['planned', 'scheduled', 'reopened', 'blocked', 'dispatched'])

export function isMovable({ state }: Pick<BoardBlock, 'state'>): boolean {
  return MOVABLE.has(state)
}

interface Place {
  programId: Id<'Program'>
  territoryId: string
  weekOn: Day
  planId: Id<'Plan'> | null
  /** The past day that is looked at; null is now. */
  asOf: Day | null
  page: number
}

/** A territory's week: its days laid out, and a word on any move without asking the server. */
export function useWeekBoard(place: () => Place) {
  const query = useServerQuery({
    key: () => ['planning.week', ...Object.values(place()).map(String)],
    topics: ['orders', 'plans', 'crews'],
    query: (signal) => api.planning.week.query(place(), { signal }),
  })
  const world = computed<BoardWorld | null>(() => query.data.value?.world ?? null)
  const days = computed(() => daysFrom(place().weekOn, 7))
  const byCrewDay = computed(() =>
    Map.groupBy(query.data.value?.blocks ?? [], ({ crewId, dayOn }) => `${crewId} ${dayOn}`),
  )

  function layout(crewId: string, dayOn: Day): CrewDayLayout | null {
    if (!world.value) return null
    const own = byCrewDay.value.get(`${crewId} ${dayOn}`) ?? []
    return layOutDay(world.value, crewId, dayOn, own.map(toOrder))
  }

  /** The word on `block` at the end of a crew's day, as the server would put it there. */
  function judge(block: BoardBlock, crewId: string, dayOn: Day): Verdict | null {
    if (!world.value) return null
    const others = (byCrewDay.value.get(`${crewId} ${dayOn}`) ?? []).filter(
      ({ orderId }) => orderId !== block.orderId,
    )
    const orders = [...others.map(toOrder), { ...toOrder(block), position: null }]
    const { homeMinute, shiftEndMinute } = layOutDay(world.value, crewId, dayOn, orders)
    return {
      violations: judgeDay(world.value, crewId, dayOn, orders),
      homeMinute,
      spareMinutes: shiftEndMinute - homeMinute,
    }
  }

  return { query, world, days, layout, judge }
}

function toOrder(block: BoardBlock): BoardOrder {
  const { orderId, siteId, milestoneId, minutes, crewId, dayOn, position } = block
  return { orderId, siteId, milestoneId, skill: block.charge, minutes, crewId, dayOn, position }
}

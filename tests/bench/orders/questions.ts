import type { OrderFilter } from '@changeover/shared/orders'
import { addDays, dayAt, toInstant, type Day } from '@changeover/shared/time'
import type pg from 'pg'
import type { Api } from '../measured-server.ts'

/** What questions name of the filled database. */
export interface Names {
  orders: number
  today: Day
  programId: NonNullable<OrderFilter['programId']>
  milestoneId: NonNullable<OrderFilter['milestoneId']>
  kitTypeId: Exclude<OrderFilter['kitTypeId'], 'none' | null | undefined>
  crewId: Exclude<OrderFilter['crewId'], 'none' | null | undefined>
}

type Listing = Parameters<Api['orders']['list']['query']>[0]
type Ask = (api: Api, round: number) => Promise<unknown>

/** The last program's, in which orders are in all states. */
export async function readNames(pool: pg.Pool, orders: number): Promise<Names> {
  const { rows } = await pool.query<Omit<Names, 'orders' | 'today'>>(`
    select program_id as "programId", milestone_id as "milestoneId", kit_type_id as "kitTypeId", crew_id as "crewId"
    from work_order where crew_id is not null order by created_on desc, number limit 1`)
  return { ...rows[0], orders, today: dayAt(toInstant(new Date().toISOString()), 'UTC') }
}

/** Pages, filters, sorts, counts and the built-in views of the table. */
export function listQuestions(names: Names): Record<string, Ask> {
  const { today, orders } = names
  const middle = Math.floor(orders / 2)
  return {
    first_page: list({}),
    deep_page: list({ after: { value: null, number: middle } }),
    ...Object.fromEntries(
      (['scheduledOn', 'dueOn', 'stateSince'] as const).flatMap((by) => [
        [`by_${by}`, list({ sort: { by, isDescending: false } })],
        [`by_${by}_down`, list({ sort: { by, isDescending: true } })],
      ]),
    ),
    deep_page_by_day: list({
      sort: { by: 'scheduledOn', isDescending: false },
      after: { value: addDays(today, -1_800), number: middle },
    }),
    ...Object.fromEntries(
      Object.entries(filters(names)).flatMap(([name, filter]) => [
        [name, list({ filter })],
        [`${name}_count`, (api: Api) => api.orders.count.query({ filter })],
      ]),
    ),
    blocked_by_age: list({
      filter: { states: ['blocked'], minDaysInState: 5 },
      sort: { by: 'stateSince', isDescending: false },
    }),
    review: list({
      filter: { states: ['done'] },
      sort: { by: 'stateSince', isDescending: false },
    }),
    this_week: list({
      filter: { scheduledFrom: today, scheduledTo: addDays(today, 6) },
      sort: { by: 'scheduledOn', isDescending: false },
    }),
  }
}

function filters({ today, programId, milestoneId, kitTypeId, crewId }: Names) {
  return {
    all: {},
    program: { programId },
    milestone: { milestoneId },
    region: { regions: ['US-WA'] },
    crew: { crewId },
    no_crew: { crewId: 'none', states: ['planned', 'reopened'] },
    state: { states: ['blocked'] },
    blocked_over_5_days: { states: ['blocked'], minDaysInState: 5 },
    blocked_reason: { blockedReason: 'parts' },
    kit: { kitTypeId },
    today: { scheduledFrom: today, scheduledTo: today },
    due: { dueTo: addDays(today, -3_600) },
    priority: { priority: 1 },
    dc_before_gate: {
      charge: 'DC',
      isBeforeGate: true,
      states: ['planned', 'scheduled', 'dispatched', 'blocked', 'reopened'],
    },
  } satisfies Record<string, OrderFilter>
}

/** By number, by a site's name, by a station's id, and by what nothing has. */
export function searchQuestions({ orders }: Names): Record<string, Ask> {
  const sites = Math.max(1, Math.floor(orders / 20))
  const spread = (round: number) => (round * 7919) % sites
  const search =
    (text: (round: number) => string): Ask =>
    (api, round) =>
      api.orders.list.query({ filter: { search: text(round) } })
  return {
    number: search((round) => `#${1 + ((round * 7919) % orders)}`),
    site: search((round) => `site ${spread(round)}`),
    station: search((round) => `station ${spread(round)}`),
    every_site: search(() => 'station'),
    nothing: search((round) => `no such place ${round}`),
  }
}

/** Previews of a change of 200 and of up to 20,000 orders; nothing is written. */
export function bulkQuestions({ today, programId, orders }: Names): Record<string, Ask> {
  const preview =
    (filter: OrderFilter): Ask =>
    (api) =>
      api.orders.previewChange.mutate({
        selection: { filter, excludedIds: [] },
        change: { set: { scheduledOn: addDays(today, 30) } },
      })
  return {
    about_200: preview({ programId, regions: ['US-WA'], scheduledTo: addDays(today, -640) }),
    about_20000: preview({ dueTo: addDays(today, -3_650 + (orders > 1_000 ? 80 : 700)) }),
  }
}

function list(listing: NonNullable<Listing>): Ask {
  return (api) => api.orders.list.query(listing)
}

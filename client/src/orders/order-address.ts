import { readId } from '@changeover/shared/commands'
import { regionsWithin } from '@changeover/shared/network'
import {
  ORDER_SORTS,
  OrderStateSchema,
  type OrderFilter,
  type OrderState,
} from '@changeover/shared/orders'
import { isDay } from '@changeover/shared/time'
import type { LocationQuery } from 'vue-router'

/** Names in the page's address that narrow the list. A view keeps these and the sorting, nothing else. */
export const FILTER_NAMES = [
  'search',
  'state',
  'charge',
  'crew',
  'milestone',
  'kit',
  'reason',
  'minDays',
  'from',
  'to',
  'due',
  'priority',
  'gate',
  'site',
  'region',
] as const
export type FilterName = (typeof FILTER_NAMES)[number]
const KEPT_NAMES: readonly string[] = [...FILTER_NAMES, 'sort', 'order']

/** What the page shows, as it stands in its address: a link opens what was seen. */
export interface OrderPageState {
  /** Raw values; what cannot be read narrows nothing. */
  values: Partial<Record<FilterName, string>>
  states: OrderState[]
  sort: (typeof ORDER_SORTS)[number]
  isDescending: boolean
}

/** One text of the address; null where there is none. */
export function textOf(query: LocationQuery, name: string): string | null {
  const value = query[name]
  return typeof value === 'string' && value !== '' ? value : null
}

export function readState(query: LocationQuery): OrderPageState {
  const values: OrderPageState['values'] = {}
  for (const name of FILTER_NAMES) {
    const text = textOf(query, name)
    if (text) values[name] = text
  }
  return {
    values,
    states: (values.state?.split(',') ?? []).flatMap((value) => {
      const parsed = OrderStateSchema.safeParse(value)
      return parsed.success ? [parsed.data] : []
    }),
    sort: ORDER_SORTS.find((known) => known === textOf(query, 'sort')) ?? 'number',
    isDescending: textOf(query, 'order') === 'desc',
  }
}

/** The filter that the server is asked with. */
export function filterOf({ values, states }: OrderPageState): OrderFilter {
  const { charge, crew, milestone, kit, from, to, due, site, region } = values
  const day = (text: string | undefined) => (text && isDay(text) ? text : null)
  const count = (text: string | undefined, most: number) => {
    const number = Number(text)
    return Number.isInteger(number) && number > 0 && number <= most ? number : null
  }
  return {
    regions: region ? regionsWithin(region.split(',')) : null,
    charge: charge === 'AC' || charge === 'DC' || charge === 'HOME' ? charge : null,
    milestoneId: milestone ? readId<'Milestone'>(milestone) : null,
    siteId: site ? readId<'Site'>(site) : null,
    states: states.length > 0 ? states : null,
    crewId: crew === 'none' ? 'none' : crew ? readId<'Crew'>(crew) : null,
    kitTypeId: kit === 'none' ? 'none' : kit ? readId<'KitType'>(kit) : null,
    scheduledFrom: day(from),
    scheduledTo: day(to),
    dueTo: day(due),
    priority: count(values.priority, 5),
    isBeforeGate: values.gate === 'before' ? true : null,
    blockedReason: values.reason ?? null,
    minDaysInState: count(values.minDays, 3_650),
    search: values.search ?? null,
  }
}

/** What a view keeps of an address, always written in the same order. */
export function keptOf(query: LocationQuery): Record<string, string> {
  return Object.fromEntries(
    KEPT_NAMES.flatMap((name) => {
      const text = textOf(query, name)
      return text ? [[name, text]] : []
    }),
  )
}

/**
 * Whether the address shows what the view shows; what is kept in another order is not another view. A
 * view without a region is shown in whatever region the page looks at.
 */
export function isSameView(
  view: Readonly<Record<string, string>>,
  shown: Readonly<Record<string, string>>,
): boolean {
  return KEPT_NAMES.every(
    (name) => (name === 'region' && !view[name]) || (view[name] ?? '') === (shown[name] ?? ''),
  )
}

import type { SiteFilter } from '@changeover/shared/network'
import { ScopeSchema, type Scope } from '@changeover/shared/program'

/** Filters of the network page that a program's scope cannot say: it would change by itself as work goes on. */
const unsayable = ['standard', 'progress', 'box'] as const

/** What of a filter of sites becomes the scope of a campaign, and which parts do not. */
export function campaignOf(filter: SiteFilter): {
  scope: Scope
  charge: 'AC' | 'DC' | null
  leftOut: (typeof unsayable)[number][]
} {
  return {
    scope: ScopeSchema.parse({
      regions: filter.regions?.length ? filter.regions : null,
      search: filter.search || null,
      isFunded: filter.isFunded ?? null,
    }),
    charge: filter.level === undefined ? null : filter.level === 'DC' ? 'DC' : 'AC',
    leftOut: unsayable.filter((name) => filter[name] !== undefined),
  }
}

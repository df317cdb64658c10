import { readId, type Id } from '@changeover/shared/commands'
import { nameRegions, regionByCode, regionsWithin } from '@changeover/shared/network'
import { isDay, type Day } from '@changeover/shared/time'
import { computed } from 'vue'
import { useRoute, useRouter, type LocationQuery, type LocationQueryRaw } from 'vue-router'
import { today } from './today.ts'

/** What a page can be narrowed by. A page names the parts that it honours in its route's `meta.scope`. */
export const SCOPE_PARTS = ['program', 'region', 'asOf'] as const
export type ScopePart = (typeof SCOPE_PARTS)[number]

function textOf(query: LocationQuery, part: ScopePart): string | null {
  const value = query[part]
  return (Array.isArray(value) ? value[0] : value) || null
}

function isKnown(regionOrCountry: string): boolean {
  return regionsWithin([regionOrCountry]).every((code) => regionByCode(code) !== undefined)
}

/**
 * What the page looks at, kept in its address: the program, one or several regions or countries
 * (`US-WA`, `US-WA,US-OR`, `CA`), and the day as of which it is asked.
 * What cannot be read narrows nothing.
 */
export function useScope() {
  const route = useRoute()
  const router = useRouter()

  const programId = computed<Id<'Program'> | null>(() => {
    const value = textOf(route.query, 'program')
    return value ? readId<'Program'>(value) : null
  })
  const named = computed(() => (textOf(route.query, 'region')?.split(',') ?? []).filter(isKnown))
  /** As the address has it. */
  const region = computed(() => named.value.join(',') || null)
  /** What the server is asked with; null is everywhere. */
  const regions = computed(() => (named.value.length > 0 ? regionsWithin(named.value) : null))
  /** For a heading; null is everywhere. */
  const regionName = computed(() => (named.value.length > 0 ? nameRegions(named.value) : null))
  const asOf = computed<Day | null>(() => {
    const value = textOf(route.query, 'asOf')
    // What will be known on a day to come, nobody knows.
    return value && isDay(value) && value <= today() ? value : null
  })

  /** Changes parts of the scope; null takes a part away. */
  function set(change: {
    program?: string | null
    region?: string | null
    asOf?: Day | null
  }): void {
    void router.push({
      query: {
        ...route.query,
        ...Object.fromEntries(
          Object.entries(change).map(([key, value]) => [key, value ?? undefined]),
        ),
      },
    })
  }

  return { programId, region, regions, regionName, asOf, set }
}

/**
 * The parts of the scope that somebody who goes on takes along: those of `from` that `to` says nothing
 * of. An empty part (`asOf=`) is said too, and means none. Null when there is nothing to add.
 */
export function scopeTakenAlong(from: LocationQuery, to: LocationQuery): LocationQueryRaw | null {
  const taken = SCOPE_PARTS.filter((part) => !(part in to) && textOf(from, part))
  if (taken.length === 0) return null
  return { ...to, ...Object.fromEntries(taken.map((part) => [part, from[part]])) }
}

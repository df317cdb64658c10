import { readId, type Id } from '@changeover/shared/commands'
import { regionByCode } from '@changeover/shared/network'
import { isDay, type Day } from '@changeover/shared/time'
import { computed } from 'vue'
import { useRoute, useRouter, type LocationQueryValue } from 'vue-router'
import { today } from './today.ts'

type QueryValue = LocationQueryValue | LocationQueryValue[] | undefined

/**
 * What the page looks at, kept in its address: the program, a region, and the day as of which it is
 * asked. What cannot be read narrows nothing.
 */
export function useScope() {
  const route = useRoute()
  const router = useRouter()
  const text = (value: QueryValue) =>
    (Array.isArray(value) ? (value[0] ?? null) : (value ?? null)) || null

  const programId = computed<Id<'Program'> | null>(() => {
    const value = text(route.query.program)
    return value ? readId<'Program'>(value) : null
  })
  const region = computed(() => {
    const value = text(route.query.region)
    return value && regionByCode(value) ? value : null
  })
  const asOf = computed<Day | null>(() => {
    const value = text(route.query.asOf)
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

  return { programId, region, asOf, set }
}

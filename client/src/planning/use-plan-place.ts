import { readId, type Id } from '@changeover/shared/commands'
import { isDay, type Day } from '@changeover/shared/time'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** What the plan page shows, kept in its address: the plan looked at, a territory's week, a crew's day, a scenario. */
export interface PlanPlace {
  /** Null is the live plan. */
  plan: Id<'Plan'> | null
  isReview: boolean
  territory: string | null
  week: Day | null
  crew: string | null
  day: Day | null
  scenario: Id<'Scenario'> | null
}

type Change = { [Key in keyof PlanPlace]?: PlanPlace[Key] }

export function usePlanPlace() {
  const route = useRoute()
  const router = useRouter()
  const text = (key: string) => {
    const value = route.query[key]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const day = (key: string): Day | null => {
    const value = text(key)
    return value !== null && isDay(value) ? value : null
  }
  const place = computed<PlanPlace>(() => {
    const plan = text('plan')
    const scenario = text('scenario')
    return {
      plan: plan === null ? null : readId<'Plan'>(plan),
      isReview: text('review') !== null,
      territory: text('territory'),
      week: day('week'),
      crew: text('crew'),
      day: day('day'),
      scenario: scenario === null ? null : readId<'Scenario'>(scenario),
    }
  })

  /** Changes parts of the place; null takes a part away. */
  function go(change: Change): void {
    const { isReview, ...rest } = change
    const query: Record<string, string | undefined> = Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [key, value ?? undefined]),
    )
    if (isReview !== undefined) query.review = isReview ? '1' : undefined
    void router.push({ query: { ...route.query, ...query } })
  }

  return { place, go }
}

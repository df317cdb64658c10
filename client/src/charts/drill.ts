import type { Figure } from '@changeover/shared/progress'
import { inject, provide, type InjectionKey } from 'vue'
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router'

type Opener = (figure: Figure) => RouteLocationRaw

const key: InjectionKey<Opener> = Symbol('drill')

/**
 * Lets the charts of a page open the rows behind their numbers, in the page's own scope. A page that
 * does not call this, such as one that is shown without signing in, has charts that open nothing.
 */
export function provideDrill(): void {
  const route = useRoute()
  provide(key, (figure) => {
    const { program, region, asOf } = route.query
    return { name: 'figure', query: { ...figure, program, region, asOf } }
  })
}

/** Where the rows of a figure are; null where a page opens none. */
export function useDrill() {
  const router = useRouter()
  const opener = inject(key, null)
  return {
    to: (figure: Figure): RouteLocationRaw | null => (opener ? opener(figure) : null),
    open(figure: Figure | null): void {
      if (opener && figure) void router.push(opener(figure))
    },
    isPossible: opener !== null,
  }
}

import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { useServerQuery } from '../lib/server-query.ts'
import { api } from '../lib/trpc.ts'

/** One site with all that stands there, or stood there on a past day. */
export function useSite(
  siteId: MaybeRefOrGetter<string | undefined>,
  on: MaybeRefOrGetter<Day | null>,
) {
  return useServerQuery({
    key: () => ['network', 'site', toValue(siteId) ?? '', toValue(on) ?? ''],
    topics: ['network', 'orders'],
    enabled: () => toValue(siteId) !== undefined,
    query: (signal) =>
      api.network.getSite.query(
        // The address bar's id; the server checks that it is one.
        { siteId: toValue(siteId) as Id<'Site'>, on: toValue(on) ?? undefined },
        { signal },
      ),
  })
}

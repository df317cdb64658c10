import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { useServerQuery } from '../lib/server-query.ts'
import { api } from '../lib/trpc.ts'

/** One site with all that stands there, or as its page was at the end of a past day. */
export function useSite(
  siteId: MaybeRefOrGetter<string | undefined>,
  asOf: MaybeRefOrGetter<Day | null>,
) {
  return useServerQuery({
    key: () => ['network', 'site', toValue(siteId) ?? '', toValue(asOf) ?? ''],
    topics: ['network', 'orders'],
    enabled: () => toValue(siteId) !== undefined,
    query: (signal) =>
      api.network.getSite.query(
        // The address bar's id; the server checks that it is one.
        { siteId: toValue(siteId) as Id<'Site'>, asOf: toValue(asOf) },
        { signal },
      ),
  })
}

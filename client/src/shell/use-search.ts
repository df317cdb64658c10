import type { Id } from '@changeover/shared/commands'
import type { SiteRow } from '@changeover/shared/network'
import type { OrderRow } from '@changeover/shared/orders'
import { refDebounced } from '@vueuse/core'
import { ref, shallowRef, watch, type Ref } from 'vue'
import { explain, type Explanation } from '../lib/explain.ts'
import { useSession } from '../lib/session.ts'
import { api } from '../lib/trpc.ts'

/** As many of a kind as fit beside the others. */
export const SHOWN = 6
const TYPING_MS = 200

export interface NamedChoice {
  id: string
  name: string
  programId?: Id<'Program'>
}

/**
 * Looks for sites and orders on the server while somebody types; a question that a newer one overtakes
 * is given up. Crews and milestones are few: they are fetched once, when the search first opens.
 */
export function useSearch(isOpen: Ref<boolean>) {
  const session = useSession()
  const term = ref('')
  const asked = refDebounced(term, TYPING_MS)
  const sites = shallowRef<readonly SiteRow[]>([])
  const orders = shallowRef<readonly OrderRow[]>([])
  const crews = shallowRef<readonly NamedChoice[]>([])
  const milestones = shallowRef<readonly NamedChoice[]>([])
  const isBusy = ref(false)
  const failure = ref<Explanation | null>(null)

  watch([asked, isOpen], async ([text, open], _before, onCleanup) => {
    const words = text.trim()
    failure.value = null
    if (!open || words === '') {
      sites.value = []
      orders.value = []
      isBusy.value = false
      return
    }
    const asking = new AbortController()
    onCleanup(() => asking.abort())
    isBusy.value = true
    try {
      const found = await ask(words, asking.signal)
      if (asking.signal.aborted) return
      sites.value = found.sites
      orders.value = found.orders
    } catch (error) {
      if (!asking.signal.aborted) failure.value = explain(error)
    } finally {
      if (!asking.signal.aborted) isBusy.value = false
    }
  })

  async function ask(words: string, signal: AbortSignal) {
    const [sitePage, orderPage] = await Promise.all([
      session.may('network.listSites')
        ? api.network.listSites.query({ search: words, limit: SHOWN }, { signal })
        : null,
      session.may('orders.list')
        ? api.orders.list.query({ filter: { search: words }, limit: SHOWN }, { signal })
        : null,
    ])
    return { sites: sitePage?.sites ?? [], orders: orderPage?.rows ?? [] }
  }

  watch(isOpen, async (open) => {
    if (!open) return
    // Without them the search still finds sites, orders and pages.
    if (session.may('orders.listCrews'))
      crews.value = await api.orders.listCrews.query({}).catch(() => crews.value)
    if (session.may('orders.listMilestones'))
      milestones.value = await api.orders.listMilestones.query({}).catch(() => milestones.value)
  })

  return { term, asked, sites, orders, crews, milestones, isBusy, failure }
}

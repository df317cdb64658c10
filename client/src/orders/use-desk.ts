import type { Id } from '@changeover/shared/commands'
import {
  USUAL_COLUMNS,
  type ArrangeDesk,
  type OrderColumn,
  type OrderView,
  type SaveView,
} from '@changeover/shared/orders'
import { useToast } from '@nuxt/ui/composables'
import { computed, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute } from 'vue-router'
import { send } from '../lib/commands.ts'
import { explain } from '../lib/explain.ts'
import { useServerQuery } from '../lib/server-query.ts'
import { today } from '../lib/today.ts'
import { api } from '../lib/trpc.ts'
import { builtInViews } from './built-in-views.ts'
import { isSameView, keptOf, textOf } from './order-address.ts'

/** A tab above the table: a built-in view, or one that somebody keeps. */
export interface ViewTab {
  id: string
  label: string
  query: Readonly<Record<string, string>>
  /** The kept view behind it; null for a built-in one. */
  kept: OrderView | null
}

/** Somebody's views and columns. `show` puts a view into the address. */
export function useDesk(show: (query: Readonly<Record<string, string>>, name: string) => void) {
  const { t } = useI18n()
  const toast = useToast()
  const route = useRoute()
  const desk = useServerQuery({
    key: ['orders', 'desk'],
    topics: ['orders:desk'],
    query: () => api.orders.desk.query(),
  })

  const tabs = computed<ViewTab[]>(() => [
    ...builtInViews(today()).map(({ name, query }) => ({
      id: name,
      label: t(`orders.view.${name}`),
      query,
      kept: null,
    })),
    ...(desk.data.value?.views ?? []).map((view) => ({
      id: view.id,
      label: view.name,
      query: view.query,
      kept: view,
    })),
  ])
  const shown = computed(() => keptOf(route.query))
  /** The tab that the address names, else one that shows just this. */
  const current = computed(
    () =>
      tabs.value.find(({ id }) => id === textOf(route.query, 'view')) ??
      tabs.value.find(({ query }) => isSameView(query, shown.value)) ??
      null,
  )
  const isChanged = computed(
    () => current.value === null || !isSameView(current.value.query, shown.value),
  )
  const columns = computed<readonly OrderColumn[]>(
    () => current.value?.kept?.columns ?? desk.data.value?.columns ?? USUAL_COLUMNS,
  )
  const isChosen = computed(
    () => (current.value?.kept?.columns ?? desk.data.value?.columns ?? null) !== null,
  )

  // An address that says nothing opens the view that the person chose.
  watch(
    desk.data,
    (data) => {
      const tab = tabs.value.find(({ id }) => id === data?.defaultView)
      const saysNothing = Object.keys(shown.value).length === 0 && !textOf(route.query, 'view')
      if (tab && saysNothing) show(tab.query, tab.id)
    },
    { once: true },
  )

  async function attempt(change: () => Promise<unknown>): Promise<boolean> {
    try {
      await change()
      await desk.refetch()
      return true
    } catch (error) {
      const { why, fix } = explain(error)
      toast.add({ title: why, description: fix, color: 'error', icon: 'i-lucide-circle-alert' })
      return false
    }
  }

  const arrange = (change: ArrangeDesk) => attempt(() => send(api.orders.arrangeDesk, change))

  /** Keeps a view and goes to it. */
  async function save(view: SaveView, baseVersion?: number): Promise<boolean> {
    let viewId: Id<'OrderView'> | null = null
    const isDone = await attempt(async () => {
      const receipt = await send(api.orders.saveView, view, baseVersion ? { baseVersion } : {})
      viewId = receipt.result.viewId
    })
    if (isDone && viewId) show(view.query, viewId)
    return isDone
  }

  async function remove({ id, version }: OrderView): Promise<void> {
    const isDone = await attempt(() =>
      send(api.orders.deleteView, { viewId: id }, { baseVersion: version }),
    )
    if (isDone) show({}, 'all')
  }

  /** Columns belong to one's own view where it has some of its own, else to the person. */
  function chooseColumns(chosen: OrderColumn[] | null): Promise<boolean> {
    const view = current.value?.kept
    if (view?.isMine && view.columns && chosen)
      return save({ ...fieldsOf(view), columns: chosen, viewId: view.id }, view.version)
    return arrange({ columns: chosen })
  }

  const defaultView = computed(() => desk.data.value?.defaultView ?? null)
  return {
    tabs,
    current,
    shown,
    isChanged,
    columns,
    isChosen,
    defaultView,
    arrange,
    save,
    remove,
    chooseColumns,
  }
}

/** What of a kept view is sent back when it is changed. */
export function fieldsOf({
  name,
  query,
  columns,
  sharedWith,
}: OrderView): Omit<SaveView, 'viewId'> {
  return { name, query, columns, sharedWith }
}

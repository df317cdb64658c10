import { useQueryCache } from '@pinia/colada'
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { openStream } from './live-stream.ts'

/** How the page hears of changes: connected, or trying again. */
export type LiveState = 'connecting' | 'connected' | 'interrupted'

/** One subscription a page. A topic that became stale refetches the queries on screen that hold it. */
export const useLive = defineStore('live', () => {
  const state = ref<LiveState>('connecting')
  const cache = useQueryCache()
  let stop: (() => void) | undefined

  function refresh(topics: readonly string[]): void {
    if (topics.length === 0) return
    const isEverything = topics.includes('everything')
    cache
      .invalidateQueries({
        predicate: (entry) =>
          isEverything || (entry.meta.topics ?? []).some((topic) => topics.includes(topic)),
      })
      // A question that a newer one overtook is no failure; each query holds its own error.
      .catch(() => undefined)
  }

  function start(): void {
    if (stop) return
    stop = openStream({
      hear: refresh,
      isOpen: (isOpen) => (state.value = isOpen ? 'connected' : 'interrupted'),
    })
  }

  function end(): void {
    stop?.()
    stop = undefined
    state.value = 'connecting'
  }

  return { state, start, end, refresh }
})

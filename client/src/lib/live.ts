import { useQueryCache } from '@pinia/colada'
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { openStream, type ServerStatus } from './live-stream.ts'

/** How the page hears of changes: connected, or trying again. */
export type LiveState = 'connecting' | 'connected' | 'interrupted'

/** One subscription a page. A topic that became stale refetches the queries on screen that hold it. */
export const useLive = defineStore('live', () => {
  const state = ref<LiveState>('connecting')
  /** What is wrong with the server, until it says that it is over. */
  const serverStatus = ref<ServerStatus>('ready')
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
      server: (now) => {
        const isBack = serverStatus.value === 'database unreachable' && now !== serverStatus.value
        serverStatus.value = now
        // What was asked meanwhile was refused.
        if (isBack) refresh(['everything'])
      },
    })
  }

  function end(): void {
    stop?.()
    stop = undefined
    state.value = 'connecting'
    serverStatus.value = 'ready'
  }

  return { state, serverStatus, start, end, refresh }
})

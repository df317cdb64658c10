/**
 * Gathers topics and gives them on: the first at once, those that follow together, not before `leastMs`
 * have passed and `rest` times as long as the telling itself took. A few screens are told at once; a
 * thousand are told rarely enough that the process has time for its other work, however many crews close
 * orders.
 */
export function spaced(
  { leastMs, rest }: { leastMs: number; rest: number },
  tell: (topics: string[]) => void,
): { add(topics: readonly string[]): void; stop(): void } {
  const gathered = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let nextAt = -Infinity

  function flush(): void {
    timer = undefined
    const topics = [...gathered]
    gathered.clear()
    const startedAt = performance.now()
    tell(topics)
    const toldAt = performance.now()
    nextAt = toldAt + Math.max(leastMs, rest * (toldAt - startedAt))
  }

  return {
    add(topics) {
      for (const topic of topics) gathered.add(topic)
      if (gathered.size === 0 || timer) return
      const left = nextAt - performance.now()
      if (left <= 0) flush()
      else timer = setTimeout(flush, left)
    },
    stop() {
      clearTimeout(timer)
    },
  }
}

/**
 * Gathers topics and gives them on: the first at once, those that follow together, with at least
 * `spacingMs` between two. A thousand screens are then told ten times a second at most, however many
 * crews close orders.
 */
export function spaced(
  spacingMs: number,
  tell: (topics: string[]) => void,
): { add(topics: readonly string[]): void; stop(): void } {
  const gathered = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let toldAt = -Infinity

  function flush(): void {
    timer = undefined
    toldAt = performance.now()
    const topics = [...gathered]
    gathered.clear()
    tell(topics)
  }

  return {
    add(topics) {
      for (const topic of topics) gathered.add(topic)
      if (gathered.size === 0 || timer) return
      const left = toldAt + spacingMs - performance.now()
      if (left <= 0) flush()
      else timer = setTimeout(flush, left)
    },
    stop() {
      clearTimeout(timer)
    },
  }
}

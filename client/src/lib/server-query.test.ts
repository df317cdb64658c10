import { PiniaColada, useQueryCache } from '@pinia/colada'
import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createRenderer, defineComponent, h, nextTick, shallowRef } from 'vue'
import { useServerQuery } from './server-query.ts'

/** A page tree without a document: what is tested is who asks, and who hears the answer. */
interface Place {
  parent: Place | null
}
const place = (): Place => ({ parent: null })
const { createApp } = createRenderer<Place, Place>({
  createElement: place,
  createText: place,
  createComment: place,
  setText: () => undefined,
  setElementText: () => undefined,
  patchProp: () => undefined,
  parentNode: (node) => node.parent,
  nextSibling: () => null,
  insert: (node, parent) => void (node.parent = parent),
  remove: (node) => void (node.parent = null),
})

/** Answers that take until they are released, and fail as a call over the wire does when it is given up. */
function slowServer() {
  const calls: { signal: AbortSignal; answer: (value: string) => void }[] = []
  const ask = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      calls.push({ signal, answer: resolve })
      signal.addEventListener('abort', () => reject(new Error('given up')))
    })
  return { calls, ask }
}

/** A page that stays while what it shows becomes another record. */
function openRecordPage() {
  const id = shallowRef('a')
  const pinia = createPinia()
  const app = createApp({
    setup() {
      useServerQuery({
        key: () => ['order', id.value],
        topics: () => [`order:${id.value}`],
        query: () => Promise.resolve(id.value),
      })
      return () => null
    },
  })
  app.use(pinia).use(PiniaColada)
  app.mount(place())
  const topicsOf = (shown: string) =>
    useQueryCache(pinia).getEntries({ key: ['order', shown] })[0]?.meta.topics
  return { id, topicsOf }
}

function openApp(ask: (signal: AbortSignal) => Promise<string>) {
  const shown: Record<string, ReturnType<typeof useServerQuery<string>>> = {}
  const page = (name: string) =>
    defineComponent({
      setup() {
        shown[name] = useServerQuery({ key: ['same'], topics: [], query: ask })
        return () => null
      },
    })
  const pages = { first: page('first'), second: page('second') }
  const current = shallowRef<keyof typeof pages | null>('first')
  const app = createApp({ render: () => (current.value ? h(pages[current.value]) : null) })
  app.use(createPinia()).use(PiniaColada)
  app.mount(place())
  return { shown, go: (to: keyof typeof pages | null) => ((current.value = to), nextTick()) }
}

describe('a query that two pages share', () => {
  it('is asked again when its first page is left for the other before the answer came', async () => {
    const server = slowServer()
    const { shown, go } = openApp(server.ask)
    await go('second')
    await expect.poll(() => server.calls.length).toBe(2)
    expect(server.calls[0].signal.aborted).toBe(true)
    server.calls[1].answer('here')
    await expect.poll(() => shown.second.data.value).toBe('here')
    expect(shown.second.explanation.value).toBeNull()
  })

  it('is no failure when nobody waits for it any more, and is asked anew by who comes later', async () => {
    const server = slowServer()
    const { shown, go } = openApp(server.ask)
    await go(null)
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(server.calls).toHaveLength(1)
    await go('second')
    expect(shown.second.explanation.value).toBeNull()
    await expect.poll(() => server.calls.length).toBe(2)
    server.calls[1].answer('here')
    await expect.poll(() => shown.second.data.value).toBe('here')
  })
})

describe('a query whose key changes under it', () => {
  it('becomes stale by the topics of what it shows now', async () => {
    const { id, topicsOf } = openRecordPage()
    expect(topicsOf('a')).toEqual(['order:a'])
    id.value = 'b'
    await nextTick()
    expect(topicsOf('b')).toEqual(['order:b'])
  })
})

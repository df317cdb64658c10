import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

/**
 * Open screens, in a thread of their own: each holds a live subscription and notes when it hears of an
 * order. `workerData` is `{ url, cookie, count }`; a message `report` is answered with what was heard.
 */
interface Wish {
  url: string
  cookie: string
  count: number
}

/** Order id → milliseconds since the epoch at each subscriber. */
const heard = new Map<string, number[]>()
// Made by this benchmark, a file away.
const { url, cookie, count } = workerData as Wish
const agent = new Agent({ maxSockets: Infinity })
const ORDER = /order:([0-9a-f-]{36})/g

async function open(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const asked = request(
      `${url}/api/live`,
      { agent, headers: { cookie, accept: 'text/event-stream' } },
      (answer) => {
        if (answer.statusCode !== 200)
          reject(new Error(`A subscription answered ${answer.statusCode}`))
        answer.setEncoding('latin1')
        answer.on('data', (part: string) => {
          const now = performance.timeOrigin + performance.now()
          for (const [, orderId] of part.matchAll(ORDER)) {
            const times = heard.get(orderId)
            if (times) times.push(now)
            else heard.set(orderId, [now])
          }
        })
        answer.once('data', () => resolve())
        answer.on('error', () => undefined)
      },
    )
    asked.on('error', reject)
    asked.end()
  })
}

const AT_ONCE = 50
for (let opened = 0; opened < count; opened += AT_ONCE)
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - opened) }, open))
parentPort?.on('message', () => parentPort?.postMessage([...heard]))
parentPort?.postMessage('open')

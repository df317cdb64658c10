import { newId } from '@changeover/shared/commands'
import { Agent, request } from 'node:http'
import type { ReadyOrder } from './rollout.ts'

/** Closes the orders, each client one after the other. @returns closes a second. */
export async function closeAll(
  url: string,
  cookies: readonly string[],
  orders: readonly ReadyOrder[],
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: cookies.length })
  const queue = [...orders]
  const started = performance.now()
  await Promise.all(
    cookies.map(async (cookie) => {
      for (let order = queue.pop(); order; order = queue.pop())
        await close(url, agent, cookie, order)
    }),
  )
  const perSecond = (orders.length / (performance.now() - started)) * 1000
  agent.destroy()
  return perSecond
}

/** Closes one order. Throws when it is refused. */
export async function close(
  url: string,
  agent: Agent,
  cookie: string,
  order: ReadyOrder,
): Promise<void> {
  const body = JSON.stringify({
    commandId: newId(),
    data: {
      orderId: order.orderId,
      ports: [{ portId: order.portId, outcome: 'fitted', standard: 'NACS' }],
    },
  })
  const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request(
      `${url}/api/trpc/orders.close`,
      {
        method: 'POST',
        agent,
        headers: {
          cookie,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => (text += part))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
  if (answer.status !== 200) throw new Error(`The close answered ${answer.status}: ${answer.text}`)
}

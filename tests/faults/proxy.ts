import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the proxy did to requests. */
export interface FaultCounts {
  passed: number
  lostRequests: number
  lostAnswers: number
  duplicated: number
  delayed: number
  /** Answered with 429: too many requests for one session. */
  turnedAway: number
}

export interface FaultyProxy {
  origin: string
  counts: FaultCounts
  /** Without faults everything passes, as on a good day. */
  isFaulty: boolean
  /** Where the server is now; it comes back elsewhere after a kill. */
  target: string
  close(): void
}

const SHARE = { turnedAway: 0.01, lostRequest: 0.08, lostAnswer: 0.1, duplicate: 0.08, delay: 0.25 }
const LONGEST_DELAY_MS = 60

/**
 * A bad connection between phones and the server: loses requests, loses answers after the server has
 * acted, sends a request twice, turns one away with 429, and delays some so that others overtake them. `random` decides.
 */
export async function startProxy(target: string, random: () => number): Promise<FaultyProxy> {
  const counts = {
    passed: 0,
    lostRequests: 0,
    lostAnswers: 0,
    duplicated: 0,
    delayed: 0,
    turnedAway: 0,
  }
  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // A TCP server's address is never a text.
  const proxy: FaultyProxy = {
    origin: `http://127.0.0.1:${port}`,
    counts,
    isFaulty: true,
    target,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const chance = (share: number) => proxy.isFaulty && random() < share
    if (chance(SHARE.turnedAway)) {
      counts.turnedAway++
      outgoing.writeHead(429, { 'content-type': 'application/json', 'retry-after': '1' })
      outgoing.end('{"error":"TOO_MANY_ATTEMPTS"}')
      return
    }
    if (chance(SHARE.lostRequest)) {
      counts.lostRequests++
      outgoing.destroy()
      return
    }
    if (chance(SHARE.delay)) {
      counts.delayed++
      await new Promise((resolve) => setTimeout(resolve, random() * LONGEST_DELAY_MS))
    }
    try {
      if (chance(SHARE.duplicate)) {
        counts.duplicated++
        void forward(incoming, body).catch(() => undefined)
      }
      const answer = await forward(incoming, body)
      if (chance(SHARE.lostAnswer)) {
        counts.lostAnswers++
        outgoing.destroy()
        return
      }
      counts.passed++
      if (answer.status === 429) counts.turnedAway++
      outgoing.writeHead(answer.status, answer.headers).end(answer.body)
    } catch {
      outgoing.destroy()
    }
  }

  function forward(incoming: IncomingMessage, body: Buffer) {
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>(
      (resolve, reject) => {
        const { host: _phone, connection: _hop, ...headers } = incoming.headers
        const outward = request(`${proxy.target}${incoming.url}`, {
          method: incoming.method,
          headers: { ...headers, 'content-length': body.length },
        })
        outward.on('error', reject)
        outward.on('response', async (response) => {
          try {
            const chunks: Buffer[] = []
            for await (const chunk of response) chunks.push(chunk)
            const { 'transfer-encoding': _chunked, ...answered } = response.headers
            resolve({
              status: response.statusCode ?? 502,
              headers: answered,
              body: Buffer.concat(chunks),
            })
          } catch (error) {
            reject(error)
          }
        })
        outward.end(body)
      },
    )
  }

  return proxy
}

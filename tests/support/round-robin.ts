import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A small load balancer: each request goes to the next server, or the one after when that is not there. */
export interface RoundRobin {
  origin: string
  /** Where the servers are now. */
  targets: string[]
  /** How many requests each target was given. */
  counts: Map<string, number>
  close(): void
}

/**
 * Starts it. A request is offered to another server only while none has taken the connection; a
 * server that dies with a request in its hands leaves the sender without an answer, as in the world.
 */
export async function startRoundRobin(
  targets: string[],
  options: {
    /** Keeps connections to the servers open: quicker, but one that was just killed then costs its sender an answer. */
    keepsConnections?: boolean
  } = {},
): Promise<RoundRobin> {
  let turn = 0
  const agent = options.keepsConnections ? new Agent({ keepAlive: true }) : false
  const server = createServer((incoming, outgoing) => {
    void readAll(incoming).then(
      (body) => offer(incoming, outgoing, body, balancer.targets.length),
      () => outgoing.destroy(),
    )
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // A TCP server's address is never a text.
  const balancer: RoundRobin = {
    origin: `http://127.0.0.1:${port}`,
    targets,
    counts: new Map(),
    close() {
      if (agent) agent.destroy()
      server.closeAllConnections()
      server.close()
    },
  }

  function offer(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    body: Buffer,
    left: number,
  ): void {
    const target = balancer.targets[turn++ % balancer.targets.length]
    const { connection: _hop, ...headers } = incoming.headers
    const outward = request(`${target}${incoming.url}`, {
      method: incoming.method,
      headers: body.length > 0 ? { ...headers, 'content-length': body.length } : headers,
      agent,
    })
    outward.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' && left > 1) offer(incoming, outgoing, body, left - 1)
      else outgoing.destroy()
    })
    outward.on('response', (response) => {
      balancer.counts.set(target, (balancer.counts.get(target) ?? 0) + 1)
      outgoing.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(outgoing)
      response.on('error', () => outgoing.destroy())
      response.on('aborted', () => outgoing.destroy())
    })
    outgoing.on('close', () => outward.destroy())
    outward.end(body)
  }

  return balancer
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks)
}

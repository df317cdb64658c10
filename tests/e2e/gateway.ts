import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A stretch of network between a phone and the server, which a test can bend. */
export interface Gateway {
  url: string
  /** Whether the server's interface is out of reach; the app's own files come all the same. */
  isCut: boolean
  /** Serves the app as its next version: other bytes in the page and in the service worker. */
  version: string | null
  /** The offsets at which parts of photos went through, and what the server answered to them. */
  parts: { offset: number; status: number }[]
  /** Called with the offset of each part before it goes on; false lets it vanish without an answer. */
  letsPartPass: (offset: number) => boolean
  close(): void
}

/** Stands in front of the server at `target`; the phone sees nothing else. */
export async function startGateway(target: string): Promise<Gateway> {
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a text.
  const { port } = server.address() as AddressInfo
  const { hostname } = new URL(target)
  const gateway: Gateway = {
    url: `http://${hostname}:${port}`,
    isCut: false,
    version: null,
    parts: [],
    letsPartPass: () => true,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
    const url = new URL(incoming.url ?? '/', target)
    if (gateway.isCut && url.pathname.startsWith('/api/')) return void outgoing.destroy()
    const isPart = incoming.method === 'PUT' && url.pathname.endsWith('/parts')
    const offset = Number(url.searchParams.get('offset'))
    if (isPart && !gateway.letsPartPass(offset)) return
    // Whole and plain answers only: a next version cannot be told from "not modified".
    const {
      'accept-encoding': _encoding,
      'if-none-match': _tag,
      'if-modified-since': _since,
      ...headers
    } = incoming.headers
    const onward = request(url, { method: incoming.method, headers }, (answer) => {
      const status = answer.statusCode ?? 502
      if (isPart) gateway.parts.push({ offset, status })
      const isApp = url.pathname === '/service-worker.js' || url.pathname.startsWith('/field')
      if (gateway.version === null || !isApp || status !== 200) {
        outgoing.writeHead(status, answer.headers)
        answer.pipe(outgoing)
      } else void serveNext(answer, outgoing, gateway.version)
    })
    onward.on('error', () => outgoing.destroy())
    onward.end(Buffer.concat(chunks))
  }

  return gateway
}

/** What a new build changes, as far as a phone can tell: the page, and its revision in the worker. */
async function serveNext(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  version: string,
): Promise<void> {
  let text = ''
  for await (const chunk of answer as AsyncIterable<Buffer>) text += chunk.toString()
  const next = text
    .replace('<head>', `<head><meta name="version" content="${version}">`)
    .replace(/("?revision"?:\s*["'`])[0-9a-f]{32}/, `$1${version}`)
  const {
    'content-length': _length,
    etag: _etag,
    'last-modified': _modified,
    ...headers
  } = answer.headers
  outgoing.writeHead(200, headers).end(next)
}

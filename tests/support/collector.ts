import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { z } from 'zod'

const AttributeSchema = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })
const SpanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.int(),
  attributes: z.array(AttributeSchema),
  status: z.object({ code: z.int() }),
})
/** ExportTraceServiceRequest of OTLP 1.x in its JSON form, as far as it is looked at. */
const RequestSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(AttributeSchema) }),
      scopeSpans: z.array(z.object({ spans: z.array(SpanSchema) })),
    }),
  ),
})
type Attributes = Record<string, unknown>

/** A span as a collector sees it. */
export interface CollectedSpan extends Omit<z.infer<typeof SpanSchema>, 'attributes'> {
  attributes: Attributes
}

/** An OpenTelemetry collector on this machine. */
export interface Collector {
  url: string
  spans: CollectedSpan[]
  /** The attributes of the processes that sent something. */
  resources: Attributes[]
  /** Where it was asked, and how. */
  requests: { path: string; contentType: string; authorization: string }[]
  /** All that it was sent, as text. */
  text(): string
  close(): void
}

export async function startCollector(): Promise<Collector> {
  const bodies: unknown[] = []
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await json(request)
    bodies.push(body)
    const { 'content-type': contentType = '', authorization = '' } = request.headers
    collector.requests.push({ path: request.url ?? '', contentType, authorization })
    for (const { resource, scopeSpans } of RequestSchema.parse(body).resourceSpans) {
      collector.resources.push(plain(resource.attributes))
      for (const { spans } of scopeSpans)
        collector.spans.push(
          ...spans.map((span) => ({ ...span, attributes: plain(span.attributes) })),
        )
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }
  const server = createServer((request, response) => void take(request, response))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // A TCP server's address is never a text.
  const collector: Collector = {
    url: `http://127.0.0.1:${port}`,
    spans: [],
    resources: [],
    requests: [],
    text: () => JSON.stringify(bodies),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return collector
}

function plain(attributes: z.infer<typeof AttributeSchema>[]): Attributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

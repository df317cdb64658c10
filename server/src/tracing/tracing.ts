import type { Attributes } from '@opentelemetry/api'
import type { FastifyBaseLogger } from 'fastify'
import type { TracingConfig } from './settings.ts'

/**
 * What the process does and how long it takes, told to a collector as OpenTelemetry spans: requests,
 * procedures, commands, queries and jobs. Attributes hold names, kinds and statuses: never an input, an
 * output, an address or a person. Nothing is registered for the whole process, so that no library adds spans
 * of its own.
 */
export interface Tracing {
  /** Runs `work` as a span under the current one; its failure is noted by its code and thrown on. */
  span<Answer>(outline: SpanOutline, work: () => Promise<Answer>): Promise<Answer>
  /** Begins a span that somebody else ends: a request, continued from the sender's trace if it named one. */
  begin(outline: SpanOutline, headers: Readonly<Record<string, unknown>>): OpenSpan
  /**
   * Begins a span for a statement that is being sent, if it belongs to one; the answer ends it. Its text has `$1`
   * for each value: the values themselves are never told.
   */
  beginQuery(this: void, sql: string): (failure: unknown) => void
  /** Sends what is left, waiting for a collector that does not answer a moment only. */
  close(): Promise<void>
}

export interface SpanOutline {
  name: string
  kind?: 'server' | 'consumer'
  attributes?: Attributes
}

export interface OpenSpan {
  /** Runs `work` so that spans in it lie under this one. */
  within(work: () => void): void
  end(attributes: Attributes, isFault: boolean): void
}

/** Traces nothing. */
export const noTracing: Tracing = {
  span: (_outline, work) => work(),
  begin: () => ({ within: (work) => work(), end: () => undefined }),
  beginQuery: () => () => undefined,
  close: () => Promise.resolve(),
}

/** Tells the collector that the configuration names; without one, traces nothing and asks nobody. */
export async function openTracing(
  config: TracingConfig | null,
  log: FastifyBaseLogger,
): Promise<Tracing> {
  if (!config) return noTracing
  const { traceTo } = await import('./spans.ts')
  return traceTo(config, log)
}

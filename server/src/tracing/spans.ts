import {
  defaultTextMapGetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import type { FastifyBaseLogger } from 'fastify'
import { AsyncLocalStorage } from 'node:async_hooks'
import { failureOf } from './failure-of.ts'
import { openProvider } from './provider.ts'
import type { TracingConfig } from './settings.ts'
import type { SpanOutline, Tracing } from './tracing.ts'

const KINDS = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER }
const LONGEST_QUERY = 2_000
const CLOSE_MS = 3_000

/** Spans that are sent to a collector. Loaded only where one is configured. @see Tracing */
export function traceTo(config: TracingConfig, log: FastifyBaseLogger): Tracing {
  const provider = openProvider(config, log)
  const tracer = provider.getTracer('changeover')
  const current = new AsyncLocalStorage<Context>()
  const propagator = new W3CTraceContextPropagator()

  const start = ({ name, kind, attributes = {} }: SpanOutline, parent: Context) => {
    const options = { kind: kind ? KINDS[kind] : SpanKind.INTERNAL, attributes }
    const span = tracer.startSpan(name, options, parent)
    return { span, context: trace.setSpan(parent, span) }
  }
  return {
    async span(outline, work) {
      const { span, context } = start(outline, current.getStore() ?? ROOT_CONTEXT)
      try {
        return await current.run(context, work)
      } catch (failure) {
        noteFailure(span, failure)
        throw failure
      } finally {
        span.end()
      }
    },
    begin(outline, headers) {
      const parent = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
      const { span, context } = start(outline, parent)
      return {
        within: (work) => current.run(context, work),
        end(attributes, isFault) {
          span.setAttributes(attributes)
          if (isFault) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end()
        },
      }
    },
    beginQuery(sql) {
      const parent = current.getStore()
      if (!parent) return () => undefined
      const summary = summaryOf(sql)
      const attributes = {
        'db.system.name': 'postgresql',
        'db.query.summary': summary,
        'db.query.text': sql.slice(0, LONGEST_QUERY),
      }
      const span = tracer.startSpan(summary, { kind: SpanKind.CLIENT, attributes }, parent)
      return (failure) => {
        if (failure) noteFailure(span, failure)
        span.end()
      }
    },
    async close() {
      const tooLong = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())
      await Promise.race([provider.shutdown().catch(() => undefined), tooLong])
    },
  }
}

/** Its code only: a message may quote what somebody wrote. A refusal is an answer, not a fault. */
function noteFailure(span: Span, failure: unknown): void {
  const { code, isFault } = failureOf(failure)
  span.setAttribute('error.type', code)
  if (isFault) span.setStatus({ code: SpanStatusCode.ERROR })
}

/** The statement and its first table, such as `select work_order`: few values, so that they can be counted. */
function summaryOf(sql: string): string {
  const bare = sql.replaceAll(/\/\*.*?\*\//gs, '').trim()
  const operation = /^\w+/.exec(bare)?.[0].toLowerCase() ?? 'query'
  const table = /\b(?:from|into|update|copy)\s+"?(\w+(?:"?\."?\w+)?)/i.exec(bare)?.[1]
  return table ? `${operation} ${table.replaceAll('"', '')}` : operation
}

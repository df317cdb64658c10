import type { FastifyInstance, FastifyRequest } from 'fastify'
import { routeOf } from '../health/index.ts'
import type { OpenSpan, Tracing } from './tracing.ts'

/** Asked every few seconds by machines, or open for hours: not worth a span. */
const UNTRACED = new Set(['/healthz', '/readyz', '/metrics', '/api/live'])

/** A span for each request, from its headers to its answer. */
export function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  const open = new WeakMap<FastifyRequest, OpenSpan>()

  app.addHook('onRequest', (request, _reply, done) => {
    const route = routeOf(request)
    if (UNTRACED.has(route)) return done()
    const { method } = request
    const attributes = { 'http.request.method': method, 'http.route': route }
    const span = tracing.begin(
      { name: `${method} ${route}`, kind: 'server', attributes },
      request.headers,
    )
    open.set(request, span)
    span.within(done)
  })
  // Reading the body leaves the span's context; what follows is brought back into it.
  app.addHook('preValidation', (request, _reply, done) => {
    const span = open.get(request)
    if (span) span.within(done)
    else done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode } = reply
    open.get(request)?.end({ 'http.response.status_code': statusCode }, statusCode >= 500)
    done()
  })
}

import { PERMISSIONS } from '@changeover/shared/accounts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { timingSafeEqual } from 'node:crypto'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Services } from '../context.ts'

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/**
 * `/metrics` for Prometheus: to the machine itself, or to whoever has `METRICS_TOKEN`. Behind a proxy
 * on the same machine everybody looks like the machine, so there the token is demanded.
 */
export function registerMetrics(app: FastifyInstance, services: Services): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const { requests } = metricsOf(registry, () => services.countConnections())
  app.addHook('onResponse', (request, reply, done) => {
    const labels = { route: routeOf(request), method: request.method, status: reply.statusCode }
    requests.observe(labels, reply.elapsedTime / 1000)
    done()
  })
  app.get('/metrics', async (request, reply) => {
    if (!mayRead(request, services)) return forbid(reply)
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}

/** Our own metrics, in `registry`. */
export function metricsOf(registry: Registry, countConnections: Services['countConnections']) {
  const requests = new Histogram({
    name: 'changeover_http_request_seconds',
    help: 'How long requests took, by kind of address and status.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  new Gauge({
    name: 'changeover_database_connections',
    help: 'Connections of this process to the database, by what they do.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { idle, busy, waitedFor } = countConnections()
      this.set({ state: 'idle' }, idle)
      this.set({ state: 'busy' }, busy)
      this.set({ state: 'waited_for' }, waitedFor)
    },
  })
  return { requests }
}

function mayRead(request: FastifyRequest, { config }: Services): boolean {
  const { metricsToken, publicUrl } = config
  if (!metricsToken) return !publicUrl && LOOPBACK.has(request.socket.remoteAddress ?? '')
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${metricsToken}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function forbid(reply: FastifyReply): FastifyReply {
  return reply.code(403).send({ error: 'FORBIDDEN' })
}

/** Few values, none of them with an id in it: the API's procedure, or the route's pattern. */
export function routeOf(request: FastifyRequest): string {
  if (!request.url.startsWith('/api/trpc/')) return request.routeOptions.url ?? 'page'
  const names = request.url.slice('/api/trpc/'.length).split('?')[0].split(',')
  if (names.length > 1) return 'trpc batch'
  return Object.hasOwn(PERMISSIONS, names[0]) ? names[0] : 'trpc'
}

import cookie from '@fastify/cookie'
import { AppError, ERRORS } from '@changeover/shared/commands'
import { fastifyTRPCPlugin, type FastifyTRPCPluginOptions } from '@trpc/server/adapters/fastify'
import fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify'
import { ZodError } from 'zod'
import {
  actorOf,
  callerOf,
  forgetWhenTold,
  registerAccountRoutes,
  type Auth,
} from './accounts/index.ts'
import type { RequestContext, Services } from './context.ts'
import type { Config } from './config.ts'
import { toAppError, toTrpcError } from './failure.ts'
import { isServing, registerMetrics, watchReadiness } from './health/index.ts'
import { registerFileRoutes } from './files/index.ts'
import { registerLiveRoutes } from './live/index.ts'
import { registerNetworkRoutes } from './network/index.ts'
import { registerOrderRoutes } from './orders/index.ts'
import { protect } from './protection.ts'
import { appRouter, type AppRouter } from './router.ts'
import { traceRequests } from './tracing/index.ts'

const MAX_BODY_BYTES = 4 * 1024 * 1024

/** A Fastify without routes, whose logger the services share. */
export function createServer(config: Pick<Config, 'logLevel' | 'trustedProxies'>): FastifyInstance {
  return fastify({
    logger: { level: config.logLevel, redact: ['req.headers.cookie', 'req.headers.authorization'] },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: 5000 },
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
  })
}

/** Mounts everything on the server but the pages: health, accounts, tRPC. */
export async function mountApp(
  app: FastifyInstance,
  services: Services,
  auth: Auth,
): Promise<void> {
  if (services.config.tracing) traceRequests(app, services.tracing)
  await protect(app, services)
  await app.register(cookie)
  app.setErrorHandler((error, request, reply) => {
    const known = requestErrorOf(error)
    if (!known) request.log.error({ err: error, path: request.url }, 'unexpected failure')
    const code = known?.code ?? 'UNEXPECTED'
    return reply
      .code(ERRORS[code].status)
      .send({ error: code, details: known?.details ?? {}, reference: request.id })
  })

  const readiness = watchReadiness(services)
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const answer = await readiness()
    return reply.code(isServing(answer) ? 200 : 503).send(answer)
  })
  const stopForgetting = forgetWhenTold(services.announcer)
  app.addHook('onClose', () => stopForgetting())
  registerMetrics(app, services)
  registerAccountRoutes(app, auth, services)
  await registerFileRoutes(app, services, (request) => actorOf(auth, services.db, request))
  registerNetworkRoutes(app, services, auth)
  registerOrderRoutes(app, services, auth)
  registerLiveRoutes(app, services, auth, readiness)

  const createContext = async ({ req }: { req: FastifyRequest }): Promise<RequestContext> => ({
    ...services,
    log: req.log,
    address: req.ip,
    origin: services.config.publicUrl ?? `${req.protocol}://${req.host}`,
    ...(await callerOf(auth, services.db, req.headers).catch((error: unknown) => {
      throw toTrpcError(error, { log: req.log, path: req.url.split('?')[0] })
    })),
  })
  const trpcOptions: FastifyTRPCPluginOptions<AppRouter> = {
    prefix: '/api/trpc',
    // A question with thousands of corrected cells does not fit into an address.
    trpcOptions: { router: appRouter, createContext, allowMethodOverride: true },
  }
  await app.register(fastifyTRPCPlugin, trpcOptions)
}

/** What the sender did wrong, as one of our codes; null when it was our own failure. */
function requestErrorOf(error: unknown): AppError | null {
  if (error instanceof ZodError) return new AppError('INVALID', { issues: error.issues })
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  if (status === 413) return new AppError('FILE_TOO_LARGE')
  if (typeof status === 'number' && status >= 400 && status < 500) return new AppError('INVALID')
  return toAppError(error)
}

import { AppError } from '@changeover/shared/commands'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { actorOf, type Auth } from '../accounts/index.ts'
import type { Services } from '../context.ts'
import type { Readiness } from '../health/index.ts'
import { createScreens } from './screens.ts'

const QuerySchema = z.object({ resumed: z.literal('1').optional() })

/**
 * `GET /api/live`: a stream of server-sent events for each open screen, `{"topics": […]}`, for everybody who
 * is signed in. What became stale meanwhile is not kept: a screen that says where it was (`Last-Event-ID`,
 * or `resumed=1` where it opened a new stream) is told to refresh everything. `event: server` says how the
 * server is: ready, slow, without room or without its database.
 */
export function registerLiveRoutes(
  app: FastifyInstance,
  services: Services,
  auth: Auth,
  readiness: () => Promise<Readiness>,
): void {
  const screens = createScreens(services.announcer, readiness)
  app.addHook('preClose', (done) => {
    screens.close()
    done()
  })

  app.get('/api/live', async (request: FastifyRequest, reply) => {
    const actor = await actorOf(auth, services.db, request)
    if (!actor) throw new AppError('SIGNED_OUT')
    const isResumed =
      QuerySchema.parse(request.query).resumed !== undefined ||
      Boolean(request.headers['last-event-id'])
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value)
    screens.add(reply.raw, isResumed)
  })
}

import { isAllowed, type Actor, type ProcedureName } from '@changeover/shared/accounts'
import { AppError } from '@changeover/shared/commands'
import { ExportQuerySchema } from '@changeover/shared/orders'
import { dayAt } from '@changeover/shared/time'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { actorOf, type Auth } from '../accounts/index.ts'
import type { Services } from '../context.ts'
import { Uploads } from '../network/index.ts'
import { FILE_FORMATS, sendTable } from '../spreadsheet/index.ts'
import { readFeed } from './feeds.ts'
import { icsOf } from './ics.ts'
import { readReturnRows, returnHeads } from './returns.ts'
import { readSheetRows, sheetHeads } from './sheet/rows.ts'
import { now } from '../clock.ts'

const FeedSchema = z.object({ secret: z.string().regex(/^[A-Za-z0-9_-]{32,100}$/) })

/** What tRPC cannot carry: orders as files of any length, out and in. */
export function registerOrderRoutes(app: FastifyInstance, services: Services, auth: Auth): void {
  const { config, db } = services
  const expectAllowed = async (request: FastifyRequest, name: ProcedureName): Promise<Actor> => {
    const actor = await actorOf(auth, db, request)
    if (!actor) throw new AppError('SIGNED_OUT')
    if (!isAllowed(name, actor.role)) throw new AppError('FORBIDDEN', { procedure: name })
    return actor
  }

  for (const format of FILE_FORMATS)
    app.get(`/api/orders/export.${format}`, async (request, reply) => {
      const actor = await expectAllowed(request, 'orders.list')
      const { filter } = ExportQuerySchema.parse(request.query)
      const table = {
        name: `work-orders-${now().slice(0, 10)}`,
        sheet: 'Work orders',
        header: sheetHeads,
        pages: readSheetRows(db, actor, filter, now()),
      }
      return sendTable(reply, table, format)
    })

  app.get('/api/orders/returns.csv', async (request, reply) => {
    const actor = await expectAllowed(request, 'orders.returns')
    const pages = readReturnRows(db, actor)
    const table = { name: 'returned-parts', sheet: 'Returned parts', header: returnHeads, pages }
    return sendTable(reply, table, 'csv')
  })

  // The secret in the address is all that a calendar can show; guesses are few and say nothing.
  app.get(
    '/api/feeds/:secret.ics',
    {
      config: {
        rateLimit: {
          max: 60,
          timeWindow: 60_000,
          keyGenerator: (sender: FastifyRequest) => sender.ip,
        },
      },
    },
    async (request, reply) => {
      const { secret } = FeedSchema.parse(request.params)
      const tokenHash = createHash('sha256').update(secret).digest('hex')
      const today = dayAt(now(), 'UTC')
      const feed = await readFeed(db, tokenHash, today)
      if (!feed) throw new AppError('NOT_FOUND')
      const baseUrl = config.publicUrl ?? `${request.protocol}://${request.host}`
      return reply
        .header('content-type', 'text/calendar; charset=utf-8')
        .header('cache-control', 'private, max-age=300')
        .send(icsOf(feed.crewName, feed.orders, baseUrl))
    },
  )

  void app.register((scope, _options, done) => {
    // The body is handed on as the stream it is: it never lies in memory.
    scope.addContentTypeParser('application/octet-stream', (_request, body, parsed) =>
      parsed(null, body),
    )
    scope.post<{ Body: Readable }>(
      '/api/files/orders',
      {
        bodyLimit: config.maxUploadBytes,
        onRequest: async (request) => void (await expectAllowed(request, 'orders.previewImport')),
      },
      (request) => new Uploads(config).save('orders.csv', request.body),
    )
    done()
  })
}

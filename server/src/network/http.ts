import { isAllowed, type ProcedureName } from '@changeover/shared/accounts'
import { AppError, IdSchema } from '@changeover/shared/commands'
import { RepairsSchema } from '@changeover/shared/network'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { actorOf, type Auth } from '../accounts/index.ts'
import type { Services } from '../context.ts'
import { registerAfdcRoute } from './afdc/http.ts'
import { registerSiteFileRoutes } from './site-files/index.ts'
import { registerExportRoutes } from './export/http.ts'
import { readUpload, rejectedCsv } from './import/index.ts'
import { Uploads } from './uploads.ts'

const CLEAN_EVERY_MS = 60 * 60 * 1000

const RejectedSchema = z.object({
  params: z.object({ id: IdSchema('Upload') }),
  /** What was mended: the file tells the rows that are still wrong then. It holds cells, so it is in no address. */
  body: z
    .object({ network: z.string().min(1).nullish(), repairs: RepairsSchema.optional() })
    .default({}),
})

/** What tRPC cannot carry: files that come and go as streams. */
export function registerNetworkRoutes(app: FastifyInstance, services: Services, auth: Auth): void {
  const uploads = new Uploads(services.config)
  const clean = () => void uploads.clean(Date.now()).catch((error) => services.log.warn(error))
  const timer = setInterval(clean, CLEAN_EVERY_MS).unref()
  app.addHook('onClose', () => clearInterval(timer))
  clean()

  const expectAllowed = async (request: FastifyRequest, name: ProcedureName): Promise<void> => {
    const actor = await actorOf(auth, services.db, request)
    if (!actor) throw new AppError('SIGNED_OUT')
    if (!isAllowed(name, actor.role)) throw new AppError('FORBIDDEN', { procedure: name })
  }

  registerAfdcRoute(app, services, uploads, (request) =>
    expectAllowed(request, 'network.inspectUpload'),
  )
  registerSiteFileRoutes(app, services, (request) => actorOf(auth, services.db, request))
  registerExportRoutes(app, services, (request) => actorOf(auth, services.db, request))

  void app.register((scope, _options, done) => {
    // The body is handed on as the stream it is: it never lies in memory.
    scope.addContentTypeParser('application/octet-stream', (_request, body, parsed) =>
      parsed(null, body),
    )
    scope.post<{ Body: Readable }>(
      '/api/files/upload',
      {
        bodyLimit: services.config.maxUploadBytes,
        onRequest: (request) => expectAllowed(request, 'network.inspectUpload'),
      },
      async (request) => uploads.save(fileNameOf(request), request.body),
    )
    scope.post('/api/files/upload/:id/rejected.csv', async (request, reply) => {
      await expectAllowed(request, 'network.previewImport')
      const { params, body } = RejectedSchema.parse(request)
      const upload = await uploads.get(params.id)
      const result = await readUpload(uploads, upload, {
        network: body.network ?? null,
        ...body.repairs,
      })
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="rejected-rows.csv"')
        .send(rejectedCsv(result))
    })
    done()
  })
}

/** The name of the file, percent-encoded, since a header holds no other alphabet. */
function fileNameOf(request: FastifyRequest): string {
  const header = request.headers['x-file-name']
  try {
    return decodeURIComponent(typeof header === 'string' ? header : '') || 'file'
  } catch {
    throw new AppError('INVALID', { field: 'x-file-name' })
  }
}

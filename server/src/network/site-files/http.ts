import { isAllowed, type Actor, type ProcedureName } from '@changeover/shared/accounts'
import { AppError, IdSchema } from '@changeover/shared/commands'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { Services } from '../../context.ts'
import { fileKey, openStorage, storeDocument } from '../../files/index.ts'
import { findFile } from './site-files.ts'

const HashSchema = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })
const FileSchema = z.object({ fileId: IdSchema('SiteFile') })

/**
 * `PUT /api/network/files/:sha256` takes the bytes of a site's file in, told by their content;
 * `GET /api/network/files/:fileId` gives them to whoever sees the site, never to be run in the page.
 */
export function registerSiteFileRoutes(
  app: FastifyInstance,
  services: Services,
  actorOfRequest: (request: FastifyRequest) => Promise<Actor | null>,
): void {
  const { db } = services
  const storage = openStorage(services.config)
  const requireRight = async (request: FastifyRequest, name: ProcedureName) => {
    const actor = await actorOfRequest(request)
    if (!actor) throw new AppError('SIGNED_OUT')
    if (!isAllowed(name, actor.role)) throw new AppError('FORBIDDEN', { procedure: name })
    return actor
  }
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload))

    scope.put('/api/network/files/:sha256', async (request) => {
      await requireRight(request, 'network.attachFile')
      const { sha256 } = HashSchema.parse(request.params)
      // The parser above hands the body over as the stream that it is.
      const stored = await storeDocument(services, sha256, request.body as Readable)
      await db
        .insertInto('storedFile')
        .values(stored)
        .onConflict((conflict) => conflict.column('sha256').doNothing())
        .execute()
      return stored
    })

    scope.get('/api/network/files/:fileId', async (request, reply) => {
      const actor = await requireRight(request, 'network.getSite')
      const { fileId } = FileSchema.parse(request.params)
      const file = await findFile(db, actor, fileId)
      const bytes = file && (await storage.open(fileKey(file.keptSha256 ?? file.sha256)))
      if (!bytes) throw new AppError('NOT_FOUND', { fileId })
      return reply
        .header('content-type', file.contentType)
        .header('content-length', bytes.bytes)
        .header(
          'content-disposition',
          `inline; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
        )
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, max-age=3600')
        .send(bytes.stream)
    })
    done()
  })
}

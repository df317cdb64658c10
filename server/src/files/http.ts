import { isAllowed, type Actor, type ProcedureName } from '@changeover/shared/accounts'
import { AppError } from '@changeover/shared/commands'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Readable } from 'node:stream'
import { sql } from 'kysely'
import { z } from 'zod'
import { scopeCondition } from '../accounts/index.ts'
import type { Services } from '../context.ts'
import { openPhoto, storePhoto } from './store.ts'

const ParamsSchema = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })

/**
 * `PUT /api/files/:sha256` takes a photo in and answers `{sha256, bytes}`: the receipt against which
 * a phone may drop its copy. `GET` gives it back to whoever is signed in.
 */
export async function registerFileRoutes(
  app: FastifyInstance,
  services: Services,
  actorOfRequest: (request: FastifyRequest) => Promise<Actor | null>,
): Promise<void> {
  const { db, config, announcer } = services
  const requireRight = async (request: FastifyRequest, name: ProcedureName) => {
    const actor = await actorOfRequest(request)
    if (!actor) throw new AppError('SIGNED_OUT')
    if (!isAllowed(name, actor.role)) throw new AppError('FORBIDDEN', { role: actor.role })
    return actor
  }
  await app.register((files, _options, done) => {
    files.removeAllContentTypeParsers()
    files.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload))

    files.put('/api/files/:sha256', async (request) => {
      await requireRight(request, 'orders.addEvidence')
      const { sha256 } = ParamsSchema.parse(request.params)
      // The parser above hands the body over as the stream that it is.
      const photo = await storePhoto(config.directory, sha256, request.body as Readable)
      const orders = await noteStored(services, photo)
      announcer.announce(orders.map(({ orderId }) => `order:${orderId}`))
      return { sha256: photo.sha256, bytes: photo.bytes }
    })

    files.get('/api/files/:sha256', async (request, reply) => {
      const actor = await requireRight(request, 'orders.get')
      const { sha256 } = ParamsSchema.parse(request.params)
      const known = await db
        .selectFrom('storedFile')
        .select('contentType')
        .where('sha256', '=', sha256)
        .where(isVisible(actor))
        .executeTakeFirst()
      const photo = known && (await openPhoto(config.directory, sha256))
      if (!photo) throw new AppError('NOT_FOUND', { sha256 })
      return reply
        .header('content-type', known.contentType)
        .header('content-length', photo.bytes)
        .header('content-disposition', `inline; filename="${sha256.slice(0, 12)}"`)
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, max-age=31536000, immutable')
        .send(photo.stream)
    })
    done()
  })
}

/** A photo is seen by whoever sees an order that names it; until one does, by whoever knows its hash. */
function isVisible(actor: Actor) {
  const named = sql`from evidence e join work_order w on w.id = e.order_id where e.sha256 = stored_file.sha256`
  const scope = scopeCondition(actor, { region: 'w.region', crewId: 'w.crewId' })
  return sql<boolean>`(not exists (select ${named}) or exists (select ${named} and ${scope}))`
}

/** Notes that the bytes are here; answers with the orders that named them. */
async function noteStored(
  { db }: Services,
  photo: { sha256: string; bytes: number; contentType: string },
) {
  await db
    .insertInto('storedFile')
    .values(photo)
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .execute()
  return db.selectFrom('evidence').select('orderId').where('sha256', '=', photo.sha256).execute()
}

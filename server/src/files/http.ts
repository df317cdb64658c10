import { isAllowed, type Actor, type ProcedureName } from '@changeover/shared/accounts'
import { AppError } from '@changeover/shared/commands'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Readable } from 'node:stream'
import { sql } from 'kysely'
import { z } from 'zod'
import { scopeCondition } from '../accounts/index.ts'
import type { Services } from '../context.ts'
import { enqueue } from '../jobs/index.ts'
import { forgetOldParts, receivedBytes, takePart } from './photo-parts.ts'
import { fileKey, openStorage, thumbnailKey } from './storage.ts'
import { storePhoto, type StoredPhoto } from './store.ts'

const PartSchema = z.object({
  offset: z.coerce.number().int().nonnegative(),
  length: z.coerce.number().int().positive(),
})
const ParamsSchema = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })

/**
 * `PUT /api/files/:sha256` takes a photo in and answers `{sha256, bytes}`: the receipt against which
 * a phone may drop its copy. `PUT …/parts?offset=&length=` takes a part and answers `{received}`, or
 * the receipt with the last; `GET …/parts` says how much is here. `GET` gives the photo back to
 * whoever may see it, `GET …/thumbnail` small.
 */
export async function registerFileRoutes(
  app: FastifyInstance,
  services: Services,
  actorOfRequest: (request: FastifyRequest) => Promise<Actor | null>,
): Promise<void> {
  const { announcer } = services
  const storage = openStorage(services.config)
  const receiptOf = async (photo: StoredPhoto) => {
    const orders = await noteStored(services, photo)
    announcer.announce(orders.map(({ orderId }) => `order:${orderId}`))
    return { sha256: photo.sha256, bytes: photo.bytes }
  }
  void forgetOldParts(services).catch((error: unknown) =>
    services.log.warn({ err: error }, 'old parts of photos stay'),
  )
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
      return receiptOf(await storePhoto(services, sha256, request.body as Readable))
    })

    files.get('/api/files/:sha256/parts', async (request) => {
      const { personId } = await requireRight(request, 'orders.addEvidence')
      const { sha256 } = ParamsSchema.parse(request.params)
      const stored = await findStored(services, sha256)
      return stored
        ? { received: stored.bytes, ...stored }
        : { received: await receivedBytes(services, { sha256, personId }) }
    })

    files.put('/api/files/:sha256/parts', async (request) => {
      const { personId } = await requireRight(request, 'orders.addEvidence')
      const { sha256 } = ParamsSchema.parse(request.params)
      const place = PartSchema.parse(request.query)
      // The parser above hands the body over as the stream that it is.
      return takePart(services, { sha256, personId, ...place }, request.body as Readable, {
        stored: () => findStored(services, sha256),
        note: receiptOf,
      })
    })

    files.get('/api/files/:sha256/thumbnail', async (request, reply) => {
      const actor = await requireRight(request, 'orders.get')
      const { sha256 } = ParamsSchema.parse(request.params)
      const known = await findVisible(services, actor, sha256)
      const isDrawn = known?.thumbnail === 'made'
      const key = isDrawn ? thumbnailKey(sha256) : fileKey(known?.keptSha256 ?? sha256)
      const photo = known && (await storage.open(key))
      if (!photo) throw new AppError('NOT_FOUND', { sha256 })
      return reply
        .headers(looksOnly(sha256, isDrawn ? 'image/jpeg' : known.contentType))
        .header('content-length', photo.bytes)
        .header('cache-control', isDrawn ? FOR_EVER : 'private, max-age=10')
        .send(photo.stream)
    })

    files.get('/api/files/:sha256', async (request, reply) => {
      const actor = await requireRight(request, 'orders.get')
      const { sha256 } = ParamsSchema.parse(request.params)
      const known = await findVisible(services, actor, sha256)
      const photo = known && (await storage.open(fileKey(known.keptSha256 ?? sha256)))
      if (!photo) throw new AppError('NOT_FOUND', { sha256 })
      return reply
        .headers(looksOnly(sha256, known.contentType))
        .header('content-length', photo.bytes)
        .header('cache-control', FOR_EVER)
        .send(photo.stream)
    })
    done()
  })
}

const FOR_EVER = 'private, max-age=31536000, immutable'

/** A photo is a thing to look at, never to run. */
function looksOnly(sha256: string, contentType: string): Record<string, string> {
  return {
    'content-type': contentType,
    'content-disposition': `inline; filename="${sha256.slice(0, 12)}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  }
}

function findStored({ db }: Services, sha256: string) {
  return db
    .selectFrom('storedFile')
    .select(['sha256', 'bytes'])
    .where('sha256', '=', sha256)
    .executeTakeFirst()
}

function findVisible({ db }: Services, actor: Actor, sha256: string) {
  return db
    .selectFrom('storedFile')
    .selectAll()
    .where('sha256', '=', sha256)
    .where(isVisible(actor))
    .executeTakeFirst()
}

/** A photo is seen by whoever sees an order that names it; until one does, by whoever knows its hash. */
function isVisible(actor: Actor) {
  const named = sql`from evidence e join work_order w on w.id = e.order_id where e.sha256 = stored_file.sha256`
  const scope = scopeCondition(actor, { region: 'w.region', crewId: 'w.crewId' })
  return sql<boolean>`(not exists (select ${named}) or exists (select ${named} and ${scope}))`
}

/** Notes that the bytes are here; answers with the orders that named them. */
async function noteStored({ db }: Services, photo: StoredPhoto) {
  await db
    .insertInto('storedFile')
    .values(photo)
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .execute()
  const { sha256 } = photo
  await enqueue(db, 'thumbnail', { sha256 }, { key: `thumbnail ${sha256}`, maxAttempts: 5 })
  return db.selectFrom('evidence').select('orderId').where('sha256', '=', photo.sha256).execute()
}

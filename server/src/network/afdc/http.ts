import { AfdcFetchSchema, type AfdcProgress } from '@changeover/shared/network'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { PassThrough } from 'node:stream'
import type { Services } from '../../context.ts'
import type { Uploads } from '../uploads.ts'
import { fetchAfdc } from './fetch.ts'

/**
 * `POST /api/files/afdc`: fetches stations and tells how far it is, a line of JSON each. It ends when
 * whoever asked goes away; what was fetched can be gone on with.
 */
export function registerAfdcRoute(
  app: FastifyInstance,
  { config, log }: Pick<Services, 'config' | 'log'>,
  uploads: Uploads,
  expectAllowed: (request: FastifyRequest) => Promise<void>,
): void {
  app.post('/api/files/afdc', { onRequest: expectAllowed }, async (request, reply) => {
    const asked = AfdcFetchSchema.parse(request.body)
    const aborter = new AbortController()
    reply.raw.once('close', () => aborter.abort())
    const lines = new PassThrough()
    const tell = (progress: AfdcProgress) => void lines.write(`${JSON.stringify(progress)}\n`)
    fetchAfdc({ uploads, baseUrl: config.afdcUrl }, asked, aborter.signal, tell)
      .catch((error: unknown) => {
        log.error({ err: error }, 'fetching from AFDC failed')
        tell({ kind: 'failed', error: 'UNEXPECTED', details: {}, resume: null })
      })
      .finally(() => lines.end())
    return reply.header('content-type', 'application/x-ndjson').send(lines)
  })
}

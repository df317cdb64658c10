import { isAllowed, type Actor } from '@changeover/shared/accounts'
import { AppError } from '@changeover/shared/commands'
import { SiteSelectionSchema, type SiteSelection } from '@changeover/shared/network'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Services } from '../../context.ts'
import { csvOf, xlsxOf } from '../../spreadsheet/index.ts'
import { exportHeader, exportPages } from './tables.ts'

const ParamsSchema = z.object({
  kind: z.enum(['sites', 'stations', 'ports']),
  format: z.enum(['csv', 'xlsx']),
})
const QuerySchema = z.object({ selection: z.string().default('{"filter":{}}') })

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

/**
 * `GET /api/network/sites.csv?selection=…` and its kin: the table as a file, streamed while it is
 * read. `POST` takes the selection as its body, where it is longer than an address may be.
 */
export function registerExportRoutes(
  app: FastifyInstance,
  services: Services,
  actorOfRequest: (request: FastifyRequest) => Promise<Actor | null>,
): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply, selection: SiteSelection) => {
    const actor = await actorOfRequest(request)
    if (!actor) throw new AppError('SIGNED_OUT')
    if (!isAllowed('network.listSites', actor.role))
      throw new AppError('FORBIDDEN', { procedure: 'network.listSites' })
    const { kind, format } = ParamsSchema.parse(request.params)
    const pages = exportPages(services.db, actor, kind, selection)
    const header = exportHeader(kind)
    const chunks = format === 'csv' ? csvOf(header, pages) : xlsxOf(kind, header, pages)
    return reply
      .header('content-type', types[format])
      .header('content-disposition', `attachment; filename="${kind}.${format}"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(chunks))
  }
  app.get('/api/network/:kind.:format', async (request, reply) =>
    answer(
      request,
      reply,
      SiteSelectionSchema.parse(jsonOf(QuerySchema.parse(request.query).selection)),
    ),
  )
  app.post('/api/network/:kind.:format', async (request, reply) =>
    answer(request, reply, SiteSelectionSchema.parse(request.body)),
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('INVALID', { field: 'selection' })
  }
}

import { isAllowed, type Actor } from '@changeover/shared/accounts'
import { AppError } from '@changeover/shared/commands'
import { SiteSelectionSchema, type SiteSelection } from '@changeover/shared/network'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Services } from '../../context.ts'
import { FILE_FORMATS, sendTable } from '../../spreadsheet/index.ts'
import { exportHeader, exportPages } from './tables.ts'

const ParamsSchema = z.object({
  kind: z.enum(['sites', 'stations', 'ports']),
  format: z.enum(FILE_FORMATS),
})
const QuerySchema = z.object({ selection: z.string().default('{"filter":{}}') })

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
    return sendTable(reply, { name: kind, sheet: kind, header: exportHeader(kind), pages }, format)
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

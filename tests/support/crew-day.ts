import { newId, type Id } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'
import { buildSite, type SiteSketch } from './network.ts'
import { assignOrders, createCrew, createRollout, generateOrders } from './rollout.ts'
import { startTestServer, type Client, type TestServer } from './server.ts'

/** The day on which the crew works, and a moment of it. */
export const workday = parseDay('2026-11-20')
export const occurredAt = '2026-11-20T20:00:00Z'

type BuiltSite = Awaited<ReturnType<typeof buildSite>>

/** A server with a rollout and one crew, and what they do before a test begins. */
export interface CrewDay {
  server: TestServer
  manager: Client
  crew: Client
  crewId: Id<'Crew'>
  programId: Id<'Program'>
  /** A site with one order, given to the crew and started. */
  startedOrder(sketch?: SiteSketch): Promise<BuiltSite & { orderId: Id<'WorkOrder'> }>
}

export async function startCrewDay(): Promise<CrewDay> {
  const server = await startTestServer()
  const manager = await server.signIn('program_manager')
  const { programId } = await createRollout(manager)
  const crewId = await createCrew(manager)
  const crew = await server.signIn('crew', { crewId })
  return {
    server,
    manager,
    crew,
    crewId,
    programId,
    async startedOrder(sketch = {}) {
      const site = await buildSite(server.opened.services.db, sketch)
      await generateOrders(manager, programId)
      const { rows } = await manager.orders.list.query({ filter: { siteId: site.siteId } })
      const orderId = rows[0].id
      await assignOrders(manager, crewId, workday, [orderId])
      await crew.orders.start.mutate({ commandId: newId(), occurredAt, data: { orderId } })
      return { ...site, orderId }
    },
  }
}

import { newId, type Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { buildSite, type SiteSketch } from './network.ts'
import {
  assignOrders,
  createCrew,
  createRollout,
  fillChecklist,
  generateOrders,
} from './rollout.ts'
import type { Client, TestServer } from './server.ts'

/** A rollout with a crew that closes orders on `day`. */
export interface ClosingScene {
  server: TestServer
  manager: Client & { cookie: string }
  crew: Client
  crewId: Id<'Crew'>
  programId: Id<'Program'>
  day: Day
  /** In the evening of `day`. */
  occurredAt: string
}

export async function buildClosingScene(
  server: TestServer,
  when: Pick<ClosingScene, 'day' | 'occurredAt'>,
): Promise<ClosingScene> {
  const manager = await server.signIn('program_manager')
  const { programId } = await createRollout(manager)
  const crewId = await createCrew(manager)
  return {
    server,
    manager,
    programId,
    crewId,
    crew: await server.signIn('crew', { crewId }),
    ...when,
  }
}

/** An order that was closed on the scene's day, with a NACS connector on each port. */
export async function closedOrder(
  { server, manager, crew, crewId, programId, day, occurredAt }: ClosingScene,
  sketch: SiteSketch = {},
) {
  const { db } = server.opened.services
  const site = await buildSite(db, sketch)
  await generateOrders(manager, programId)
  const { rows } = await manager.orders.list.query({ filter: { siteId: site.siteId } })
  const orderId = rows[0].id
  await assignOrders(manager, crewId, day, [orderId])
  await crew.orders.start.mutate({ commandId: newId(), occurredAt, data: { orderId } })
  await fillChecklist(crew, orderId)
  const order = await crew.orders.get.query({ orderId })
  const ports = order.ports.map(({ id: portId }) => ({
    portId,
    outcome: 'fitted' as const,
    standard: 'NACS',
  }))
  await crew.orders.close.mutate({ commandId: newId(), occurredAt, data: { orderId, ports } })
  const connectors = await db
    .selectFrom('connector')
    .select('id')
    .where('installedOrderId', '=', orderId)
    .execute()
  return { ...site, orderId, connectorIds: connectors.map(({ id }) => id) }
}

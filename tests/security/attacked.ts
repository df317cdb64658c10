import { type Role } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import { buildSite } from '../support/network.ts'
import {
  assignOrders,
  createCrew,
  createRollout,
  generateOrders,
  longOpen,
} from '../support/rollout.ts'
import { clientFor, startTestServer, type Client, type TestServer } from '../support/server.ts'

type SignedIn = Client & { cookie: string }

/**
 * What an attacker finds: a running server with a site, an order that belongs to another crew, and
 * accounts of each kind, the lowest of which is the attacker's own.
 */
export interface Attacked {
  server: TestServer
  manager: SignedIn
  /** The attacker's account: a contractor of a crew without orders. */
  contractor: SignedIn
  /** An order that the contractor's crew has nothing to do with. */
  foreignOrder: { orderId: Id<'WorkOrder'>; programId: Id<'Program'> }
  post(path: string, body: string, headers?: Record<string, string>): Promise<Response>
  /** The session of somebody in this role; the same one each time. */
  cookieOf(role: Role): Promise<string>
  /** Who the server takes the holder of this cookie for. */
  me(cookie: string): Promise<{ personId: string; role: string } | null>
  close(): Promise<void>
}

/** A site bears this name. */
export const SCRIPT = '<script>alert(1)</script>'

export async function startAttacked(): Promise<Attacked> {
  const server = await startTestServer()
  const manager = await server.signIn('program_manager')
  const foreignOrder = await orderOfAnotherCrew(server, manager)
  const contractor = await server.signIn('contractor', { crewId: await createCrew(manager) })
  const cookies = new Map<Role, Promise<string>>()
  return {
    server,
    manager,
    contractor,
    foreignOrder,
    post: (path, body, headers = {}) =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      }),
    cookieOf(role) {
      const known = cookies.get(role) ?? server.signIn(role).then(({ cookie }) => cookie)
      cookies.set(role, known)
      return known
    },
    me: async (cookie) => (await clientFor(server.url, cookie).accounts.me.query()).actor,
    close: () => server.close(),
  }
}

async function orderOfAnotherCrew(server: TestServer, manager: SignedIn) {
  const { db, pool } = server.opened.services
  await buildSite(db, { name: SCRIPT })
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
  const { rows } = await pool.query<{ id: Id<'WorkOrder'> }>('select id from work_order limit 1')
  await assignOrders(manager, await createCrew(manager), longOpen, [rows[0].id])
  return { orderId: rows[0].id, programId }
}

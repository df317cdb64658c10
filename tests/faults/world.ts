import { openEmbedded } from '@changeover/server/db/embedded/index'
import { createDatabase, createPool } from '@changeover/server/db/database'
import type { AppRouter } from '@changeover/server'
import { newId, type Id } from '@changeover/shared/commands'
import { toDay } from '@changeover/shared/time'
import { createTRPCClient, httpLink } from '@trpc/client'
import { rmSync } from 'node:fs'
import { buildSite } from '../support/network.ts'
import { assignOrders, createRollout, generateOrders } from '../support/rollout.ts'
import { ServerProcess } from '../support/server-process.ts'
import { makeOwnDirectory } from '../support/own-directory.ts'

const person = { email: 'crew@example.org', password: 'a sentence of the crew' }
const administrator = { name: 'Ada', email: 'ada@example.org', password: 'a sentence to remember' }

/** An order to be closed, as far as the simulated crew needs it. */
export interface OpenOrder {
  orderId: Id<'WorkOrder'>
  portId: Id<'Port'>
}

export interface World {
  server: ServerProcess
  /** One session for each phone that is in use at the same time, as in life. */
  sessions: readonly string[]
  personId: Id<'Person'>
  orders: OpenOrder[]
  pool: ReturnType<typeof createPool>
  close(): Promise<void>
}

/** A real PostgreSQL, the real server, `count` orders of today for one crew, and its signed-in phones. */
export async function buildWorld(count: number, phones: number): Promise<World> {
  const directory = makeOwnDirectory('faults')
  const postgres = await openEmbedded({ directory })
  const { host, port, user, database } = postgres.connection
  const url = `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
  const server = new ServerProcess({ DATABASE_URL: url, CHANGEOVER_DIR: directory })
  await server.start()
  const pool = createPool(postgres.connection, { max: 4 })
  const db = createDatabase(createPool(postgres.connection, { max: 4 }))

  const client = (cookie?: string) =>
    createTRPCClient<AppRouter>({
      links: [httpLink({ url: `${server.url}/api/trpc`, headers: cookie ? { cookie } : {} })],
    })
  await client().accounts.setup.mutate({ commandId: newId(), data: administrator })
  // The office does what it always does: the same calls as from its pages.
  const office = client(await signIn(server.url, administrator))
  for (let site = 0; site < count; site++) await buildSite(db, { name: `Site ${site}` })
  const { programId } = await createRollout(office)
  await generateOrders(office, programId)
  const crew = await office.orders.createCrew.mutate({
    commandId: newId(),
    data: { name: 'Crew', region: 'US-WA', skills: ['AC'], timeZone: 'America/Los_Angeles' },
  })
  const { crewId } = crew.result
  const added = await office.accounts.createPerson.mutate({
    commandId: newId(),
    data: { ...person, name: 'Rainier', role: 'crew', crewId },
  })
  const { rows } = await pool.query<{ order_id: Id<'WorkOrder'>; port_id: Id<'Port'> }>(
    'select order_id, port_id from work_order_port',
  )
  const today = toDay(Temporal.Now.plainDateISO('America/Los_Angeles'))
  await assignOrders(
    office,
    crewId,
    today,
    rows.map(({ order_id }) => order_id),
  )
  const sessions: string[] = []
  while (sessions.length < phones) sessions.push(await signIn(server.url, person))
  return {
    server,
    sessions,
    personId: added.result.personId,
    orders: rows.map(({ order_id: orderId, port_id: portId }) => ({ orderId, portId })),
    pool,
    async close() {
      await server.kill()
      await pool.end()
      await db.destroy()
      await postgres.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function signIn(origin: string, who: { email: string; password: string }): Promise<string> {
  const response = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ email: who.email, password: who.password }),
  })
  if (!response.ok) throw new Error(`Sign-in answered ${response.status}`)
  const cookies = response.headers.getSetCookie()
  return cookies.map((cookie) => cookie.split(';')[0]).join('; ')
}

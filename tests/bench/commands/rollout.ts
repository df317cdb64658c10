import type { AppRouter } from '@changeover/server'
import { newId, type Id } from '@changeover/shared/commands'
import { createTRPCClient, httpLink } from '@trpc/client'
import type pg from 'pg'
import { createCrew, createRollout, generateOrders } from '../../support/rollout.ts'

/** An order under way with its checklist done; only the close is missing. */
export interface ReadyOrder {
  orderId: string
  portId: string
}

const password = 'a sentence to remember'

/** A network, its orders under way, and eight people of the crew that works on them. */
export async function prepareOrders(
  url: string,
  pool: pg.Pool,
  count: number,
): Promise<{ orders: ReadyOrder[]; cookies: string[] }> {
  const anonymous = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/api/trpc` })] })
  const admin = { name: 'Ada', email: 'ada@example.org', password }
  await anonymous.accounts.setup.mutate({ commandId: newId(), data: admin })
  const cookie = await signIn(url, admin.email)
  const manager = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/api/trpc`, headers: { cookie } })],
  })
  await insertNetwork(pool, count)
  const { programId } = await createRollout(manager)
  const crewId = await createCrew(manager)
  await generateOrders(manager, programId)
  await bringToWork(pool, crewId)
  const { rows } = await pool.query<ReadyOrder>(
    'select order_id as "orderId", port_id as "portId" from work_order_port order by order_id',
  )
  const cookies: string[] = []
  for (let person = 0; person < 8; person++) {
    const email = `crew${person}@example.org`
    await manager.accounts.createPerson.mutate({
      commandId: newId(),
      data: { name: `Crew ${person}`, email, password, role: 'crew', crewId },
    })
    cookies.push(await signIn(url, email))
  }
  await pool.query('vacuum analyze')
  return { orders: rows, cookies }
}

export async function signIn(url: string, email: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok) throw new Error(`Sign-in answered ${response.status}`)
  return response.headers
    .getSetCookie()
    .map((part) => part.split(';')[0])
    .join('; ')
}

/** Sites with one port each, as an import would have left them. */
async function insertNetwork(pool: pg.Pool, count: number): Promise<void> {
  const commandId = newId()
  await pool.query(
    `insert into site (id, name, region, country, time_zone, derivation, created_command_id)
     select uuidv7(), 'Site ' || i, 'US-WA', 'US', 'America/Los_Angeles', '{}', $1 from generate_series(1, $2::integer) i`,
    [commandId, count],
  )
  await pool.query(
    `insert into station (id, site_id, source, source_id, grain, name, status, kit_family, raw, first_seen_on, last_seen_on, created_command_id)
     select uuidv7(), id, 'bench', id::text, 'station', name, 'open', 'CT4000', '{}', '2025-01-01', '2025-01-01', $1 from site`,
    [commandId],
  )
  await pool.query(
    `insert into port (id, station_id, number, level) select uuidv7(), id, 1, 'L2' from station`,
  )
  await pool.query(
    `insert into connector (id, port_id, standard, installed_command_id) select uuidv7(), id, 'J1772', $1 from port`,
    [commandId],
  )
}

/** Everything that comes before a close, done at once: scheduled, started, checked, photographed. */
async function bringToWork(pool: pg.Pool, crewId: Id<'Crew'>): Promise<void> {
  await pool.query(
    `update work_order set state = 'in_progress', crew_id = $1, scheduled_on = '2026-11-20'`,
    [crewId],
  )
  await pool.query(
    `insert into checklist_answer (order_id, step, value, answered_at, command_id)
     select w.id, step.key, step.value::jsonb, now(), uuidv7() from work_order w
     cross join (values ('station', '"CT-1"'), ('kit', '"K-1"'), ('power_off', 'true'), ('holster', 'true'), ('latched', 'true'))
       as step(key, value)`,
  )
  await pool.query(
    `insert into evidence (id, order_id, kind, sha256, taken_at, command_id)
     select uuidv7(), w.id, kind, repeat('ab', 32), now(), uuidv7() from work_order w
     cross join (values ('before'), ('after')) as photo(kind)`,
  )
}

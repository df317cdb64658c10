import type { AppRouter } from '@changeover/server'
import { newId } from '@changeover/shared/commands'
import { NACS_ROLLOUT } from '@changeover/shared/program'
import { createTRPCClient, httpLink } from '@trpc/client'
import type pg from 'pg'
import type { Cluster } from '../../faults/servers/cluster.ts'
import { fillDecade } from '../charts/fill.ts'
import { signIn } from '../commands/rollout.ts'
import type { Api } from '../measured-server.ts'

/** Which jobs somebody does all day. */
export type Kind = 'manager' | 'crew' | 'executive'

export interface Person {
  kind: Kind
  cookie: string
}

const PASSWORD = 'a sentence to remember'
/** Two in five are crews, somewhat more sit in the office, the rest only look. */
const SHARES: readonly { kind: Kind; role: Role; share: number }[] = [
  { kind: 'crew', role: 'crew', share: 0.4 },
  { kind: 'manager', role: 'program_manager', share: 0.3 },
  { kind: 'manager', role: 'dispatcher', share: 0.15 },
  { kind: 'executive', role: 'executive', share: 0.15 },
]
type Role = 'crew' | 'program_manager' | 'dispatcher' | 'executive'
/** What a crew has before it in these two weeks. */
const ORDERS_A_CREW = 25
const SIGNING_IN_AT_ONCE = 4

/** Fills the database, gives every crew its weeks, and signs everybody in through the balancer. */
export async function populate(
  { origin, servers, pool }: Cluster,
  { users, orders }: { users: number; orders: number },
): Promise<Person[]> {
  const anonymous = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${origin}/api/trpc` })],
  })
  const admin = { name: 'Ada', email: 'ada@example.org', password: PASSWORD }
  await anonymous.accounts.setup.mutate({ commandId: newId(), data: admin })
  const manager = clientFor(origin, await signIn(servers[0].url, admin.email))
  await fillDecade(pool, orders)
  await plugIn(pool)
  const wished = SHARES.flatMap(({ kind, role, share }) =>
    Array.from({ length: Math.round(users * share) }, () => ({ kind, role })),
  )
  const crews = await sendCrewsOut(pool, wished.filter(({ role }) => role === 'crew').length)
  return signAllIn(origin, manager, wished, crews)
}

export function clientFor(origin: string, cookie: string): Api {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${origin}/api/trpc`, headers: { cookie } })],
  })
}

async function signAllIn(
  origin: string,
  manager: Api,
  wished: readonly { kind: Kind; role: Role }[],
  crews: readonly string[],
): Promise<Person[]> {
  const people: Person[] = []
  const queue = wished.map((wish, index) => ({ ...wish, index, crewId: crews[index] ?? null }))
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const email = `${next.role}${next.index}@example.org`
      await manager.accounts.createPerson.mutate({
        commandId: newId(),
        data: { name: email, email, password: PASSWORD, role: next.role, crewId: next.crewId },
      } as Parameters<typeof manager.accounts.createPerson.mutate>[0]) // The crew's id as text, from the database.
      people.push({ kind: next.kind, cookie: await signIn(origin, email) })
    }
  }
  await Promise.all(Array.from({ length: SIGNING_IN_AT_ONCE }, work))
  return people
}

/** The plugs that stood on the ports before: closing an order is judged by them. */
async function plugIn(pool: pg.Pool): Promise<void> {
  await pool.query(
    `insert into connector (id, port_id, standard, installed_command_id)
     select uuidv7(), id, case level when 'DC' then 'CCS1' else 'J1772' end, uuidv7() from port`,
  )
}

/**
 * Lets so many crews go out with orders that were blocked until now, spread over this week and the next,
 * with the checklist of the template. Done in SQL: thousands of single commands are not what is measured.
 * @returns the crews' ids.
 */
async function sendCrewsOut(pool: pg.Pool, crews: number): Promise<string[]> {
  const checklist = NACS_ROLLOUT.checklists[0]
  await pool.query(
    `insert into checklist_template (id, code, version, name, steps, published_on)
     values (uuidv7(), $1, 1, $2, $3, current_date)`,
    [checklist.code, checklist.name, JSON.stringify(checklist.steps)],
  )
  const { rows } = await pool.query<{ id: string }>(
    `with team as (select id, row_number() over (order by id) - 1 as number from crew limit $1),
     job as (select id, row_number() over (order by number) - 1 as number from work_order where state = 'blocked'
       order by number limit $1 * $2),
     sent as (update work_order w set state = 'scheduled', blocked_reason = null, crew_id = team.id,
       scheduled_on = date_trunc('week', current_date)::date + (job.number / $1 % 12)::integer,
       checklist_template_id = (select id from checklist_template limit 1)
       from job join team on team.number = job.number % $1 where w.id = job.id)
     select id from team`,
    [crews, ORDERS_A_CREW],
  )
  await pool.query('vacuum analyze work_order')
  return rows.map(({ id }) => id)
}

/** Orders that were closed a second, as a check that crews really worked. */
export async function ordersPerSecond(pool: pg.Pool, seconds: number): Promise<number> {
  const { rows } = await pool.query<{ closed: number }>(
    `select count(*)::integer as closed from event where kind = 'order.closed'`,
  )
  return Math.round((rows[0].closed / seconds) * 10) / 10
}

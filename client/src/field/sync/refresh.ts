import { addDays, dayAt, weekOf, type Day } from '@changeover/shared/time'
import type { OrderDetail } from '@changeover/shared/orders'
import type { Actor } from '@changeover/shared/accounts'
import type { ServerOutputs } from '../../lib/trpc.ts'
import { isWholeCommand } from '../store/damage.ts'
import type { FieldDatabase } from '../store/database.ts'
import { recall, type Held, type KnownChecklist } from '../store/memory.ts'
import type { Clock } from './clock.ts'
import type { FieldServer, Trouble } from './server.ts'

/** What is different since the last time, in orders. */
export interface News {
  added: number
  gone: number
  changed: number
}

export type Refreshed = { kind: 'ok'; news: News } | { kind: Trouble | 'signed-out' | 'failed' }

/** The day that the phone's own calendar shows. */
export function localToday(clock: Clock): Day {
  return dayAt(clock.now(), Intl.DateTimeFormat().resolvedOptions().timeZone)
}

/**
 * Fetches this week's orders and the kit table, and puts them in the place of what was held.
 * Orders of which something still waits stay on the phone, also when they were given to somebody else.
 */
export async function refresh(
  db: FieldDatabase,
  server: FieldServer,
  clock: Clock,
  actor: Actor,
): Promise<Refreshed> {
  const today = localToday(clock)
  const from = weekOf(today)
  const to = addDays(from, 13)
  const [orders, kits, policy] = await Promise.all([
    server.query('orders.today', { from, to }),
    server.query('program.listKitTypes'),
    server.query('files.policy'),
  ])
  if (orders.kind !== 'ok') return { kind: orders.kind === 'refused' ? 'failed' : orders.kind }
  // The answer of a typed procedure; the phone and the server come from one build. zod's output type
  // makes the unknown `value` of an answer optional, which the schema itself does not.
  const answer = orders.data as Pick<ServerOutputs['orders']['today'], 'crew'> & {
    orders: OrderDetail[]
    checklists: KnownChecklist[]
  }
  const before = await recall(db, 'held')
  const held: Held = {
    at: clock.now(),
    from,
    to,
    personId: actor.personId,
    crew: answer.crew,
    orderIds: answer.orders.map(({ id }) => id),
    checklists: answer.checklists,
    // Answers of typed procedures, as the orders.
    kits:
      kits.kind === 'ok'
        ? (kits.data as ServerOutputs['program']['listKitTypes'])
        : (before?.kits ?? []),
  }
  // As the kits.
  if (policy.kind === 'ok')
    held.keepsPhotoPosition = (policy.data as ServerOutputs['files']['policy']).keepsPosition
  return { kind: 'ok', news: await replaceHeld(db, answer.orders, held) }
}

async function replaceHeld(
  db: FieldDatabase,
  orders: readonly OrderDetail[],
  held: Held,
): Promise<News> {
  const tx = db.transaction(['orders', 'outbox', 'meta', 'drafts'], 'readwrite')
  const store = tx.objectStore('orders')
  const known = new Map((await store.getAll()).map((order) => [order.id, order]))
  const queued = (await tx.objectStore('outbox').getAll()).filter(isWholeCommand)
  const pending = new Set(queued.map(({ data }) => data.orderId))
  const news: News = { added: 0, gone: 0, changed: 0 }
  const isFirst = known.size === 0
  for (const order of orders) {
    const old = known.get(order.id)
    known.delete(order.id)
    if (!old) news.added += isFirst ? 0 : 1
    else if (old.version < order.version) news.changed++
    await store.put(order)
  }
  for (const [id] of known) {
    news.gone++
    if (pending.has(id)) continue
    await store.delete(id)
    await tx.objectStore('drafts').delete(id)
  }
  await tx.objectStore('meta').put(held, 'held')
  await tx.done
  return news
}

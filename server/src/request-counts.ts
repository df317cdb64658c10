import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import type { FastifyBaseLogger } from 'fastify'
import { sql } from 'kysely'
import { createHash } from 'node:crypto'
import type { Database } from './db/database.ts'

/**
 * How many requests each sender made this minute, over all processes. A request only counts in
 * memory; twice a second the processes add up what they counted, so no request waits for it and a
 * flood over three processes is noticed half a second later than over one.
 */
const EVERY_MS = 500
const MINUTE_MS = 60_000
const MOST_SENDERS = 20_000

interface Count {
  /** Since the last time they were added up. */
  own: number
  /** What all processes had then. */
  all: number
}

export interface RequestCounts {
  /** What the limiter asks for each request. */
  Store: FastifyRateLimitStoreCtor
  /** Adds up now. */
  share(): Promise<void>
  close(): Promise<void>
}

export function createRequestCounts(
  db: Database,
  log: FastifyBaseLogger,
  now: () => number = Date.now,
): RequestCounts {
  let minute = 0
  let counts = new Map<string, Count>()
  let isForgetting = false

  /** The counts of this minute; those of the last one are dropped. */
  function current(): Map<string, Count> {
    const fresh = Math.floor(now() / MINUTE_MS)
    if (fresh === minute && counts.size <= MOST_SENDERS) return counts
    isForgetting = fresh !== minute
    minute = fresh
    return (counts = new Map())
  }

  class Store implements FastifyRateLimitStore {
    incr(...[key, callback]: Parameters<FastifyRateLimitStore['incr']>): void {
      const known = current()
      const sender = createHash('sha256').update(key).digest('base64url')
      const count = known.get(sender) ?? { own: 0, all: 0 }
      count.own += 1
      known.set(sender, count)
      callback(null, { current: count.all + count.own, ttl: MINUTE_MS - (now() % MINUTE_MS) })
    }

    child(): FastifyRateLimitStore {
      return new Store()
    }
  }

  async function share(): Promise<void> {
    const known = current()
    const mine = [...known].filter(([, { own }]) => own > 0)
    if (mine.length === 0) return
    const sent = mine.map(([sender, { own }]) => ({ sender, own }))
    const { rows } = await sql<{ sender: string; requests: number }>`
      insert into request_count as r (minute, sender, requests)
      select ${minute}, sender, own
      from unnest(${sent.map(({ sender }) => sender)}::text[], ${sent.map(({ own }) => own)}::integer[]) as s (sender, own)
      order by sender
      on conflict (minute, sender) do update set requests = r.requests + excluded.requests
      returning sender, requests
    `.execute(db)
    const all = new Map(rows.map(({ sender, requests }) => [sender, requests]))
    for (const { sender, own } of sent) {
      const count = known.get(sender)
      if (!count) continue
      count.own -= own
      count.all = all.get(sender) ?? count.all + own
    }
    if (!isForgetting) return
    isForgetting = false
    await sql`delete from request_count where minute < ${minute - 1}`.execute(db)
  }

  let sharing: Promise<void> = Promise.resolve()
  let isSharing = false
  const timer = setInterval(() => {
    if (isSharing) return
    isSharing = true
    sharing = share()
      .catch((error: unknown) => log.debug({ err: error }, 'requests were not added up'))
      .finally(() => (isSharing = false))
  }, EVERY_MS)
  timer.unref()
  return {
    Store,
    share,
    async close() {
      clearInterval(timer)
      await sharing
    },
  }
}

import { EventEmitter } from 'node:events'
import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import { z } from 'zod'

const CHANNEL = 'changeover_stale'
const GATHER_MS = 10
const RECONNECT_MS = 500
/** PostgreSQL refuses a payload of 8,000 bytes or more; a longer list becomes `everything`. */
const MAX_PAYLOAD = 7500

const TopicsSchema = z.array(z.string())

/** What a listener hears: topics that became stale, or that it may have missed some. */
export type Staleness = { topics: string[] } | { missed: true }

export interface Announcer {
  /** Says, after the commit, what is stale. Gathers for some milliseconds: NOTIFY in each commit would make all commits queue. */
  announce(topics: Iterable<string>): void
  /** Hears what any process announces. @returns how to stop it. */
  hear(listener: (staleness: Staleness) => void): () => void
  close(): Promise<void>
}

/** Starts listening on a connection of its own, and keeps it: after a break it tells all that they may have missed something. */
export async function createAnnouncer(pool: pg.Pool, log: FastifyBaseLogger): Promise<Announcer> {
  const heard = new EventEmitter<{ stale: [Staleness] }>()
  heard.setMaxListeners(0)
  const gathered = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let client: pg.PoolClient | undefined
  const closing = new AbortController()

  async function connect(): Promise<void> {
    const fresh = await pool.connect()
    fresh.on('notification', (message) =>
      heard.emit('stale', { topics: TopicsSchema.parse(JSON.parse(message.payload ?? '[]')) }),
    )
    fresh.once('error', (error) => {
      if (client !== fresh) return
      client = undefined
      fresh.release(error)
      if (!closing.signal.aborted) void reconnect()
    })
    await fresh.query(`listen ${CHANNEL}`).catch((error: unknown) => {
      fresh.release(true)
      throw error
    })
    client = fresh
  }

  async function reconnect(): Promise<void> {
    while (!closing.signal.aborted && !client) {
      try {
        await connect()
        heard.emit('stale', { missed: true })
      } catch (error) {
        log.debug({ err: error }, 'cannot listen for changes yet')
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS))
      }
    }
  }

  async function send(): Promise<void> {
    timer = undefined
    const topics = [...gathered]
    gathered.clear()
    const payload = JSON.stringify(topics)
    try {
      await pool.query('select pg_notify($1, $2)', [
        CHANNEL,
        payload.length < MAX_PAYLOAD ? payload : '["everything"]',
      ])
    } catch (error) {
      log.warn(
        { err: error },
        'open screens were not told of a change; they refresh when the database is back',
      )
    }
  }

  await connect()
  // The process before this one may have been killed between a commit and its announcement.
  gathered.add('everything')
  timer = setTimeout(() => void send(), GATHER_MS)
  return {
    announce(topics) {
      for (const topic of topics) gathered.add(topic)
      if (gathered.size > 0) timer ??= setTimeout(() => void send(), GATHER_MS)
    },
    hear(listener) {
      heard.on('stale', listener)
      return () => void heard.off('stale', listener)
    },
    async close() {
      closing.abort()
      clearTimeout(timer)
      if (gathered.size > 0) await send()
      const last = client
      client = undefined
      last?.release(true)
    },
  }
}

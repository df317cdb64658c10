import { createPool } from '@changeover/server/db/database'
import { openEmbedded } from '@changeover/server/db/embedded/index'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type pg from 'pg'
import { residentKb, ServerProcess } from '../../support/server-process.ts'
import { close } from '../commands/closing.ts'
import { prepareOrders } from '../commands/rollout.ts'
import { printFigure } from '../figure.ts'
import { makeOwnDirectory } from '../../support/own-directory.ts'

/**
 * How soon an open screen hears of a close: 1,000 subscribers, 50 real closes a second for ten seconds. Timed
 * from the commit, as PostgreSQL stamped it, to the event at the subscriber; beside it from the moment in
 * which the close was sent. The median and P99 are over all pairs of close and subscriber.
 */
const SUBSCRIBERS = 1_000
const CLOSES_A_SECOND = 50
const SECONDS = 10
const WARM_UP = 100
const LAST_ONES_MS = 3_000

export async function run(args: string[]): Promise<void> {
  const directory = makeOwnDirectory('bench')
  const postgres = await openStamping(directory)
  const { host, port, user, database } = postgres.connection
  const databaseUrl = `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
  const server = new ServerProcess({ DATABASE_URL: databaseUrl, CHANGEOVER_DIR: directory })
  await server.start()
  const pool = createPool(postgres.connection, { max: 2 })
  try {
    const closes = CLOSES_A_SECOND * SECONDS
    const { orders, cookies } = await prepareOrders(server.url, pool, WARM_UP + closes)
    const agent = new Agent({ keepAlive: true })
    for (const order of orders.splice(0, WARM_UP)) await close(server.url, agent, cookies[0], order)
    const before = residentKb(server.pid)
    const workerData = { url: server.url, cookie: cookies[0], count: SUBSCRIBERS }
    const screens = new Worker(new URL('./subscribers.ts', import.meta.url), { workerData })
    await once(screens, 'message')
    const held = residentKb(server.pid) - before
    const sent = new Map<string, number>()
    const started = performance.now()
    const answers = orders.map(async (order, index) => {
      await wait(Math.max(1, started + (1000 * index) / CLOSES_A_SECOND - performance.now()))
      sent.set(order.orderId, performance.timeOrigin + performance.now())
      await close(server.url, agent, cookies[index % cookies.length], order)
    })
    await Promise.all(answers)
    await wait(LAST_ONES_MS)
    screens.postMessage('report')
    // What the worker posts: order id and the times at which it was heard.
    const [heard] = (await once(screens, 'message')) as [[string, number[]][]]
    await screens.terminate()
    agent.destroy()
    report(args.includes('--json'), heard, { sent, committed: await commits(pool) }, held)
  } finally {
    await pool.end()
    await server.stop()
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** A database that stamps each commit: the setting takes a restart. */
async function openStamping(directory: string) {
  const unstamped = await openEmbedded({ directory })
  const pool = createPool(unstamped.connection, { max: 1 })
  await pool.query('alter system set track_commit_timestamp = on')
  await pool.end()
  await unstamped.stop()
  return openEmbedded({ directory })
}

/** Order id → when its close was committed, in milliseconds since the epoch. */
async function commits(pool: pg.Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ order: string; at: number }>(`
    select subject_id as order, (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as at
    from event where kind = 'order.closed'`)
  return new Map(rows.map(({ order, at }) => [order, at]))
}

function report(
  asJson: boolean,
  heard: readonly [string, number[]][],
  { sent, committed }: Record<'sent' | 'committed', ReadonlyMap<string, number>>,
  heldKb: number,
): void {
  const waitsSince = (begun: ReadonlyMap<string, number>) =>
    heard
      .filter(([orderId]) => sent.has(orderId))
      .flatMap(([orderId, times]) => times.map((time) => time - (begun.get(orderId) ?? NaN)))
      .sort((one, other) => one - other)
  const waits = waitsSince(committed)
  const sinceSent = waitsSince(sent)
  const at = (share: number, of = waits) =>
    Math.round(of[Math.ceil(share * of.length) - 1] * 10) / 10
  const beside = {
    subscribers: SUBSCRIBERS,
    closes_per_second: CLOSES_A_SECOND,
    heard: waits.length,
    of: sent.size * SUBSCRIBERS,
    p50_since_sent_ms: at(0.5, sinceSent),
    p99_since_sent_ms: at(0.99, sinceSent),
    load: Math.round(loadavg()[0] * 10) / 10,
  }
  const figure = (name: string, value: number, unit: string, aim?: string) =>
    printFigure(
      { bench: 'live', figure: name, value, unit, ...(aim ? { aim } : {}), beside },
      asJson,
    )
  figure('live_p50_ms', at(0.5), 'ms')
  figure('live_p99_ms', at(0.99), 'ms', 'under 150')
  figure('kb_per_subscriber', Math.round(heldKb / SUBSCRIBERS), 'KB')
}

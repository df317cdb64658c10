import { newId } from '@changeover/shared/commands'
import type { AppRouter } from '@changeover/server'
import { createTRPCClient, httpLink } from '@trpc/client'
import { prepareOrders, type ReadyOrder } from '../../bench/commands/rollout.ts'
import { seeded } from '../random.ts'
import type { Cluster } from './cluster.ts'

/** What became of the storm. The last six must be zero. */
export interface StormVerdict {
  kills: number
  acknowledged: number
  /** Answers that a client asked for again with the same id, because none came. */
  askedAgain: number
  /** Closes that the open screen heard of by name, and how often it had to connect again. */
  heard: number
  reconnected: number
  /** Answered, but not in the history. */
  lost: number
  /** More than one close, connector or count for one command. */
  doubled: number
  /** The receipt that a client holds is not the one in the history. */
  receiptsWrong: number
  /** In the history, but nobody asked for it. */
  unasked: number
  /** Closes after which the open screen neither heard of the order nor was told to refresh. */
  unheard: number
  /** Jobs that nobody will take up again. */
  jobsStuck: number
}

/** What a client was told of its close, and when. */
interface Answer {
  orderId: string
  position: number
  hash: string
  tries: number
  at: number
}

const CLIENTS = 4
/** What must be answered between two kills, so that each one meets work. */
const CLOSES_BETWEEN = 3
/** What is closed for each kill at most, so that many kills on a slow machine need not too many orders. */
const CLOSES_A_KILL = 40

/**
 * Clients close orders through the balancer while one server after the other, chosen at random, is
 * killed. A client asks with the same command id until it is answered, as the outbox of a phone does.
 */
export async function rideStorm(
  cluster: Cluster,
  options: {
    kills: number
    seed: number
    /** What happens instead of a kill; it must be over when the promise is fulfilled. */
    disturb?: () => Promise<void>
  },
): Promise<StormVerdict> {
  const { kills } = options
  const random = seeded(options.seed)
  const killOne = () => cluster.killAndRestart(Math.floor(random() * cluster.servers.length))
  const disturb = options.disturb ?? killOne
  const { orders, cookies } = await prepareOrders(
    cluster.servers[0].url,
    cluster.pool,
    (kills + 2) * CLOSES_A_KILL,
  )
  const closed = new Map<string, Answer>()
  const screen = openScreen(cluster.origin, cookies[0])
  await screen.isOpen
  const storm = { isOver: false, kills: 0, askedAgain: 0 }
  const clients = Array.from({ length: CLIENTS }, async (_unused, index) => {
    for (let order = orders.pop(); order && !storm.isOver; order = orders.pop()) {
      const commandId = newId<'Command'>()
      const answer = await untilAnswered(cluster.origin, cookies[index], commandId, order)
      closed.set(commandId, answer)
      storm.askedAgain += answer.tries - 1
      while (closed.size > (storm.kills + 1) * CLOSES_A_KILL && !storm.isOver) await pause(20)
    }
  })
  for (let kill = 0; kill < kills && orders.length > 0; kill++) {
    const before = closed.size
    while (closed.size < before + CLOSES_BETWEEN && orders.length > 0) await pause(5)
    await pause(random() * 40)
    await disturb()
    storm.kills += 1
  }
  storm.isOver = true
  await Promise.all(clients)
  await screen.settle([...closed.values()])
  const verdict = { ...(await judge(cluster, closed)), ...screen.verdict([...closed.values()]) }
  screen.close()
  const { kills: killed, askedAgain } = storm
  return { kills: killed, acknowledged: closed.size, askedAgain, ...verdict }
}

async function untilAnswered(
  origin: string,
  cookie: string,
  commandId: ReturnType<typeof newId<'Command'>>,
  order: ReadyOrder,
): Promise<Answer> {
  const client = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${origin}/api/trpc`, headers: { cookie } })],
  })
  const data = {
    orderId: order.orderId,
    ports: [{ portId: order.portId, outcome: 'fitted', standard: 'NACS' }],
  } as Parameters<typeof client.orders.close.mutate>[0]['data'] // Ids as text, from the database.
  for (let tries = 1; ; tries++) {
    try {
      const { position, hash } = await client.orders.close.mutate({ commandId, data })
      return { orderId: order.orderId, position, hash, tries, at: performance.now() }
    } catch (error) {
      const hasAnswer = error instanceof Error && 'data' in error && error.data
      if (hasAnswer && !/UNAVAILABLE|reached/.test(String(error))) throw error
      await pause(20)
    }
  }
}

/** Compares what the clients were told with what is there. */
async function judge({ pool }: Cluster, closed: ReadonlyMap<string, Answer>) {
  const { rows } = await pool.query<{
    command_id: string
    position: number
    hash: string
    closes: number
    connectors: number
  }>(
    `select e.command_id, e.position, e.request_hash as hash,
       (select count(*) from event c where c.command_id = e.command_id and c.kind = 'order.closed') as closes,
       (select count(*) from connector c where c.installed_command_id = e.command_id and c.standard = 'NACS') as connectors
     from event e where e.ordinal = 0
       and e.command_id in (select command_id from event where kind = 'order.closed')`,
  )
  const recorded = new Map(rows.map((row) => [row.command_id, row]))
  const { rows: counted } = await pool.query<{ counted: number; orders: number }>(
    `select (select coalesce(sum(quantity), 0) from rollup where measure = 'done') as counted,
       (select count(*) from work_order where state = 'done') as orders`,
  )
  const { counted: inRollup, orders } = counted[0]
  const answers = [...closed]
  const isAsAnswered = ([commandId, { position, hash }]: [string, Answer]) => {
    const row = recorded.get(commandId)
    return !row || (row.position === position && row.hash === hash)
  }
  return {
    lost:
      answers.filter(([commandId]) => !recorded.has(commandId)).length +
      Math.max(0, closed.size - Math.min(inRollup, orders)),
    doubled:
      rows.filter(({ closes, connectors }) => closes !== 1 || connectors !== 1).length +
      Math.max(0, inRollup - closed.size),
    receiptsWrong: answers.filter((answer) => !isAsAnswered(answer)).length,
    unasked: rows.filter(({ command_id }) => !closed.has(command_id)).length,
    jobsStuck: await stuckJobs(pool),
  }
}

/** Waits for what dead workers held to be handed on. @returns how many jobs then still belong to nobody alive. */
async function stuckJobs(pool: Cluster['pool']): Promise<number> {
  for (let tries = 0; ; tries++) {
    const { rows } = await pool.query<{ stuck: number }>(
      `select count(*)::int as stuck from graphile_worker.jobs
       where locked_by is not null and locked_at < now() - interval '10 seconds'
         and pg_try_advisory_xact_lock(hashtext('changeover jobs'), hashtext(locked_by))`,
    )
    if (rows[0].stuck === 0 || tries === 60) return rows[0].stuck
    await pause(500)
  }
}

/** An open screen: a subscription that connects again whenever it breaks, and says where it was. */
function openScreen(origin: string, cookie: string) {
  const stopping = new AbortController()
  const heardOf = new Set<string>()
  let [connections, lastEventId] = [0, '']
  let refreshedAt = 0
  let opened: () => void
  const isOpen = new Promise<void>((resolve) => (opened = resolve))

  async function listen(): Promise<void> {
    const response = await fetch(`${origin}/api/live`, {
      headers: {
        cookie,
        accept: 'text/event-stream',
        ...(lastEventId ? { 'last-event-id': lastEventId } : {}),
      },
      signal: stopping.signal,
    })
    if (!response.ok || !response.body) throw new Error(`It answered ${response.status}`)
    connections += 1
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      opened()
      lastEventId = [...text.matchAll(/^id: (\S+)/gm)].at(-1)?.[1] ?? lastEventId
      for (const [, orderId] of text.matchAll(/order:([0-9a-f-]{36})/g)) heardOf.add(orderId)
      // From here on everything that was closed before is read afresh.
      if (text.includes('everything')) refreshedAt = performance.now()
    }
  }

  void (async () => {
    while (!stopping.signal.aborted) {
      await listen().catch(() => undefined)
      await pause(50)
    }
  })()

  const missing = (answers: readonly Answer[]) =>
    answers.filter(({ orderId, at }) => !heardOf.has(orderId) && refreshedAt < at)
  return {
    isOpen,
    close: () => stopping.abort(),
    async settle(answers: readonly Answer[]) {
      for (let tries = 0; tries < 100 && missing(answers).length > 0; tries++) await pause(50)
    },
    verdict: (answers: readonly Answer[]) => ({
      heard: answers.filter(({ orderId }) => heardOf.has(orderId)).length,
      reconnected: connections - 1,
      unheard: missing(answers).length,
    }),
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

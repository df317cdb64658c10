import { createTRPCClient, httpLink } from '@trpc/client'
import type { AppRouter } from '@changeover/server'
import { createPool } from '@changeover/server/db/database'
import { openEmbedded } from '@changeover/server/db/embedded/index'
import { newId } from '@changeover/shared/commands'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { printFigure } from '../figure.ts'
import { ServerProcess } from '../../support/server-process.ts'
import { signIn } from '../commands/rollout.ts'
import { fillDecade } from './fill.ts'

/**
 * What a page costs when ten years lie behind it: each chart's query and the whole overview (its queries at
 * once, as the page asks them), over HTTP with a session, beside the same figures counted straight from the
 * orders in the same run. At 10,000, 100,000 and the wished number of orders.
 */
const ROUNDS = 60
const STRAIGHT_ROUNDS = 5
const WARM_UP = 5
const DEFAULT_ORDERS = 1_000_000

type Api = ReturnType<typeof createTRPCClient<AppRouter>>

const charts: Record<string, (api: Api) => Promise<unknown>> = {
  overview: (api) => api.progress.overview.query({}),
  burnUp: (api) => api.progress.burnUp.query({}),
  byRegion: (api) => api.progress.byRegion.query({}),
  coverage: (api) => api.progress.coverage.query({}),
  outlook: (api) => api.forecast.outlook.query({}),
  trend: (api) => api.forecast.trend.query({}),
  throughput: (api) => api.progress.throughput.query({}),
  flow: (api) => api.progress.flow.query({ charge: 'AC' }),
  blocked: (api) => api.progress.blocked.query({}),
  kits: (api) => api.progress.kits.query({}),
  mix: (api) => api.progress.mix.query({}),
}
const onOverview = ['overview', 'burnUp', 'byRegion', 'coverage', 'outlook', 'trend']

/** The same counts without a rollup. */
const straight: Record<string, string> = {
  burnUp: `select date_trunc('week', done_on), charge, sum(port_count) from work_order where done_on is not null and deleted_at is null group by 1, 2`,
  byRegion: `select region, charge, state, sum(port_count) from work_order where deleted_at is null group by 1, 2, 3`,
}

export async function run(args: string[]): Promise<void> {
  const asJson = args.includes('--json')
  const most = Number(args[args.indexOf('--orders') + 1] ?? DEFAULT_ORDERS) || DEFAULT_ORDERS
  const p95 = new Map<number, number>()
  for (const orders of new Set([10_000, 100_000, most])) {
    const measured = await measureAt(orders)
    p95.set(orders, measured.whole.p95)
    printFigure(
      {
        bench: 'charts',
        figure: orders === most ? 'overview_p95_ms' : `overview_p95_ms_at_${orders}`,
        value: measured.whole.p95,
        unit: 'ms',
        ...(orders === most ? { aim: 'under 15' } : {}),
        beside: { orders, p50: measured.whole.p50, ...measured.beside },
      },
      asJson,
    )
  }
  printFigure(
    {
      bench: 'charts',
      figure: 'overview_growth',
      value: round((p95.get(most) ?? 0) / (p95.get(100_000) ?? 1)),
      unit: 'ratio',
      aim: '1.2 or less',
    },
    asJson,
  )
}

async function measureAt(orders: number) {
  const directory = mkdtempSync(join(tmpdir(), 'changeover-bench-'))
  const postgres = await openEmbedded({ directory })
  const { host, port, user, database } = postgres.connection
  const databaseUrl = `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
  const server = new ServerProcess({ DATABASE_URL: databaseUrl, CHANGEOVER_DIR: directory })
  await server.start()
  const pool = createPool(postgres.connection, { max: 2 })
  try {
    const started = performance.now()
    await fillDecade(pool, orders)
    console.error(`${orders} orders filled in ${round((performance.now() - started) / 1000)} s`)
    const api = await signedIn(server.url)
    const whole = await timed(() => Promise.all(onOverview.map((name) => charts[name](api))))
    const each = await inTurn(Object.entries(charts), async ([name, ask]) => {
      const { p50, p95 } = await timed(() => ask(api))
      return [name, `${p50}/${p95}`]
    })
    const plain = await inTurn(Object.entries(straight), async ([name, text]) => {
      const { p50 } = await timed(() => pool.query(text), STRAIGHT_ROUNDS, 1)
      return [`${name}_straight_from_orders`, p50]
    })
    return { whole, beside: Object.fromEntries([...each, ...plain]), rows: await rowsOf(pool) }
  } finally {
    await pool.end()
    await server.stop()
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function signedIn(url: string): Promise<Api> {
  const anonymous = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/api/trpc` })] })
  const data = { name: 'Ada', email: 'ada@example.org', password: 'a sentence to remember' }
  await anonymous.accounts.setup.mutate({ commandId: newId(), data })
  const cookie = await signIn(url, data.email)
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/api/trpc`, headers: { cookie } })],
  })
}

async function rowsOf(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('select count(*)::int from rollup_day')
  return rows[0].count
}

async function inTurn<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const item of items) answers.push(await ask(item))
  return answers
}

async function timed(
  work: () => Promise<unknown>,
  rounds = ROUNDS,
  warmUp = WARM_UP,
): Promise<{ p50: number; p95: number }> {
  for (let turn = 0; turn < warmUp; turn++) await work()
  const times: number[] = []
  for (let turn = 0; turn < rounds; turn++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  times.sort((one, other) => one - other)
  const at = (share: number) => round(times[Math.ceil(share * times.length) - 1])
  return { p50: at(0.5), p95: at(0.95) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

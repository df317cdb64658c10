import { newId, type Id } from '@changeover/shared/commands'
import { addDays, parseDay, type Day } from '@changeover/shared/time'
import type pg from 'pg'
import { printFigure } from '../figure.ts'
import { inTurn, onFilledServer, percentile, timesOf, type Api } from '../measured-server.ts'
import { fillDecade } from './fill.ts'

/**
 * What a page costs when ten years lie behind it: each chart's query and the whole overview (its queries at
 * once, in one request, as the page asks them), over HTTP with a session, beside the same figures counted
 * straight from the orders in the same run. At 10,000, 100,000 and the wished number of orders.
 *
 * An answer is kept until somebody writes. So the page is timed twice: as whoever looks at it gets it while
 * nothing happens, and as the first one gets it after an order was verified, when nothing kept holds.
 */
const ROUNDS = 200
/** Of each chart by itself: all in all one sender stays below what the server takes in a minute. */
const CHART_ROUNDS = 100
const STRAIGHT_ROUNDS = 5
/** A server answers all day: its first answers, for which code is still being compiled, are not its pace. */
const WARM_UP = 20
/** How far back a past day is asked for, and how often. */
const PAST_DAYS = 60
const PAST_ROUNDS = 10
const DEFAULT_ORDERS = 1_000_000

const charts: Record<string, (api: Api) => Promise<unknown>> = {
  overview: (api) => api.progress.overview.query({}),
  burnUp: (api) => api.progress.burnUp.query({}),
  byRegion: (api) => api.progress.byRegion.query({}),
  coverage: (api) => api.progress.coverage.query({}),
  outlook: (api) => api.forecast.outlook.query({}),
  outlookByRegion: (api) => api.forecast.outlook.query({ byRegion: true }),
  trend: (api) => api.forecast.trend.query({}),
  throughput: (api) => api.progress.throughput.query({}),
  flow: (api) => api.progress.flow.query({ charge: 'AC' }),
  blocked: (api) => api.progress.blocked.query({}),
  kits: (api) => api.progress.kits.query({}),
  mix: (api) => api.progress.mix.query({}),
}

/** The same of a past day, and the pages that read rows. */
const past: Record<string, (api: Api, asOf: Day) => Promise<unknown>> = {
  overviewThen: (api, asOf) => api.progress.overview.query({ asOf }),
  burnUpThen: (api, asOf) => api.progress.burnUp.query({ asOf }),
  byRegionThen: (api, asOf) => api.progress.byRegion.query({ asOf }),
  sitesThen: (api, asOf) => api.network.listSites.query({ asOf, limit: 50 }),
  crewsThen: (api, asOf) => api.inputs.list.query({ list: 'crews', asOf }),
  ordersThen: (api, asOf) => api.orders.listOn.query({ asOf, limit: 50 }),
  ordersThenDone: (api, asOf) =>
    api.orders.listOn.query({ asOf, filter: { states: ['done'] }, limit: 50 }),
  orderThen: async (api, asOf) => {
    const { rows } = await api.orders.list.query({ limit: 1 })
    return api.orders.get.query({ orderId: rows[0].id, asOf })
  },
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
    printFigure(
      {
        bench: 'charts',
        figure:
          orders === most
            ? 'overview_after_write_p95_ms'
            : `overview_after_write_p95_ms_at_${orders}`,
        value: measured.afterWrite.p95,
        unit: 'ms',
        beside: { orders, p50: measured.afterWrite.p50 },
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

function measureAt(orders: number) {
  return onFilledServer(
    async (pool) => {
      const started = performance.now()
      await fillDecade(pool, orders)
      console.error(`${orders} orders filled in ${round((performance.now() - started) / 1000)} s`)
    },
    async (api, pool, asPage) => {
      const page = () => Promise.all(onOverview.map((name) => charts[name](asPage)))
      const whole = await timed(page)
      const orderIds = await ordersToVerify(pool, ROUNDS + WARM_UP)
      const afterWrite = await timed(page, ROUNDS, WARM_UP, async () => {
        const orderId = orderIds.pop()
        if (!orderId) throw new Error('No order is left to verify.')
        await api.orders.verify.mutate({ commandId: newId(), data: { orderId } })
      })
      const each = await inTurn(Object.entries(charts), async ([name, ask]) => {
        const { p50, p95 } = await timed(() => ask(api), CHART_ROUNDS)
        return [name, `${p50}/${p95}`]
      })
      const plain = await inTurn(Object.entries(straight), async ([name, text]) => {
        const { p50 } = await timed(() => pool.query(text), STRAIGHT_ROUNDS, 1)
        return [`${name}_straight_from_orders`, p50]
      })
      const asOf = addDays(parseDay(new Date().toISOString().slice(0, 10)), -PAST_DAYS)
      const then = await inTurn(Object.entries(past), async ([name, ask]) => {
        const { p50, p95 } = await timed(() => ask(api, asOf), PAST_ROUNDS, 1)
        return [name, `${p50}/${p95}`]
      })
      return { whole, afterWrite, beside: Object.fromEntries([...each, ...plain, ...then]) }
    },
  )
}

async function ordersToVerify(pool: pg.Pool, count: number) {
  const { rows } = await pool.query<{ id: Id<'WorkOrder'> }>(
    `select id from work_order where state = 'done' order by id limit $1`,
    [count],
  )
  return rows.map(({ id }) => id)
}

async function timed(
  work: () => Promise<unknown>,
  rounds = ROUNDS,
  warmUp = WARM_UP,
  before?: () => Promise<unknown>,
) {
  const times = await timesOf(work, { rounds, warmUp, before })
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

import { printFigure } from '../figure.ts'
import { fillOrders } from '../charts/fill.ts'
import { inTurn, onFilledServer, percentile, timesOf, type Api } from '../measured-server.ts'
import { bulkQuestions, listQuestions, readNames, searchQuestions } from './questions.ts'

/**
 * What the table of orders costs over HTTP, at 1,000 orders and at the wished number (1,000,000):
 * pages, filters, sorts, counts, saved views, searches and previews of bulk changes.
 *
 * `orders_list_p95_ms`, `orders_search_p95_ms`: the 95th percentile of all calls of the kind, with
 * the p50/p95 of each question beside it. `orders_growth`: the former at the wished number, divided
 * by the same at 1,000 in this run.
 */
const FEW = 1_000
const DEFAULT_ORDERS = 1_000_000
const ROUNDS = 40
const BULK_ROUNDS = 5

type Questions = Readonly<Record<string, (api: Api, round: number) => Promise<unknown>>>

export async function run(args: string[]): Promise<void> {
  const asJson = args.includes('--json')
  const many = Number(args[args.indexOf('--orders') + 1] ?? DEFAULT_ORDERS) || DEFAULT_ORDERS
  const listAt = new Map<number, number>()
  for (const orders of new Set([FEW, many])) {
    const measured = await onFilledServer(
      (pool) => fillOrders(pool, orders),
      async (api, pool) => {
        const names = await readNames(pool, orders)
        return {
          orders_list: await measure(api, listQuestions(names), ROUNDS),
          orders_search: await measure(api, searchQuestions(names), ROUNDS),
          orders_bulk_preview: await measure(api, bulkQuestions(names), BULK_ROUNDS),
        }
      },
    )
    listAt.set(orders, measured.orders_list.p95)
    for (const [name, { p95, p50, each }] of Object.entries(measured))
      printFigure(
        {
          bench: 'orders',
          figure: `${name}_p95_ms${orders === many ? '' : `_at_${orders}`}`,
          value: p95,
          unit: 'ms',
          beside: { orders, p50, ...each },
        },
        asJson,
      )
  }
  const growth = (listAt.get(many) ?? 0) / (listAt.get(FEW) ?? 1)
  printFigure(
    {
      bench: 'orders',
      figure: 'orders_growth',
      value: Math.round(growth * 100) / 100,
      unit: 'ratio',
      beside: { from: FEW, to: many },
    },
    asJson,
  )
}

async function measure(api: Api, questions: Questions, rounds: number) {
  const measured = await inTurn(Object.entries(questions), async ([name, ask]) => {
    const times = await timesOf((round) => ask(api, round), { rounds, warmUp: 3 })
    return { name, times }
  })
  const all = measured.flatMap(({ times }) => times).toSorted((one, other) => one - other)
  const each = measured.map(({ name, times }) => [
    name,
    `${percentile(times, 0.5)}/${percentile(times, 0.95)}`,
  ])
  return { p50: percentile(all, 0.5), p95: percentile(all, 0.95), each: Object.fromEntries(each) }
}

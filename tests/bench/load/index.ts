/**
 * `pnpm bench load [--json] [--users 200] [--seconds 60] [--processes 3] [--orders 100000] [--pause 1000]`:
 * people at their daily jobs (`jobs.ts`) against several server processes behind a round-robin, on one
 * PostgreSQL that holds ten years of orders. Each person waits for the answers of a job, and then for half
 * to one and a half times `--pause` milliseconds; people of the office hold a live subscription besides.
 *
 * Latencies are of HTTP requests (a page's questions go in one), from the first byte sent to the last
 * received, with the balancer and the people on the same machine. An error is whatever a screen would show
 * as a failure, or an answer that never came; each is listed by its procedure and code.
 */
import { parseArgs } from 'node:util'
import { residentKb } from '../../support/server-process.ts'
import { startCluster, type Cluster } from '../../faults/servers/cluster.ts'
import { printFigure } from '../figure.ts'
import { percentile } from '../measured-server.ts'
import { ordersPerSecond, populate } from './people.ts'
import { watchPeople, type Observed } from './watch.ts'

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      users: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '60' },
      processes: { type: 'string', default: '3' },
      orders: { type: 'string', default: '100000' },
      pause: { type: 'string', default: '1000' },
    },
  })
  const [users, seconds, orders] = [values.users, values.seconds, values.orders].map(Number)
  const cluster = await startCluster(Number(values.processes), {}, { keepsConnections: true })
  try {
    const people = await populate(cluster, { users, orders })
    const before = memoryOf(cluster)
    const observed = await watchPeople({
      origin: cluster.origin,
      people,
      seconds,
      pauseMs: Number(values.pause),
    })
    const closed = await ordersPerSecond(cluster.pool, seconds)
    report(values.json, {
      observed,
      seconds,
      memoryMb: { start: before, end: memoryOf(cluster) },
      beside: {
        users,
        seconds,
        processes: cluster.servers.length,
        orders,
        pause_ms: Number(values.pause),
        orders_closed_per_second: closed,
      },
    })
    if (observed.errors.length > 0) process.exitCode = 1
  } finally {
    await cluster.close()
  }
}

/** Resident memory of all server processes together; PostgreSQL is not in it. */
function memoryOf({ servers }: Cluster): number {
  return Math.round(servers.reduce((sum, { pid }) => sum + residentKb(pid), 0) / 1024)
}

function report(
  asJson: boolean,
  {
    observed,
    seconds,
    memoryMb,
    beside,
  }: {
    observed: Observed
    seconds: number
    memoryMb: { start: number; end: number }
    beside: Record<string, unknown>
  },
): void {
  const all = observed.requests.map(({ ms }) => ms).toSorted((one, other) => one - other)
  const figure = (name: string, value: number, unit: string, more = {}) =>
    printFigure(
      { bench: 'load', figure: name, value, unit, beside: { ...beside, ...more } },
      asJson,
    )
  figure('requests_per_second', Math.round((all.length / seconds) * 10) / 10, 'requests/s', {
    requests: all.length,
    jobs: observed.jobs,
    live_messages: observed.liveMessages,
  })
  figure('p50_ms', percentile(all, 0.5), 'ms')
  figure('p95_ms', percentile(all, 0.95), 'ms', slowest(observed))
  figure('p99_ms', percentile(all, 0.99), 'ms')
  figure('errors', observed.errors.length, 'errors', countBy(observed.errors))
  figure('memory_start_mb', memoryMb.start, 'MB')
  figure('memory_end_mb', memoryMb.end, 'MB')
}

/** The eight requests whose 95th percentile is highest, with it. */
function slowest({ requests }: Observed): Record<string, number> {
  const byName = Map.groupBy(requests, ({ name }) => name)
  return Object.fromEntries(
    [...byName]
      .map(([name, own]): [string, number] => {
        const times = own.map(({ ms }) => ms).toSorted((one, other) => one - other)
        return [`${name} ×${own.length}`, percentile(times, 0.95)]
      })
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, 8),
  )
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts = Map.groupBy(names, (name) => name)
  return Object.fromEntries([...counts].map(([name, own]) => [name, own.length]))
}

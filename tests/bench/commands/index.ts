import { createPool } from '@changeover/server/db/database'
import { openEmbedded } from '@changeover/server/db/embedded/index'
import { rmSync } from 'node:fs'
import type pg from 'pg'
import { printFigure } from '../figure.ts'
import { ServerProcess } from '../../support/server-process.ts'
import { closeAll } from './closing.ts'
import { prepareOrders, type ReadyOrder } from './rollout.ts'
import { makeOwnDirectory } from '../../support/own-directory.ts'

/**
 * What the one door costs. Real `orders.close` commands, by real sessions over HTTP to a server of
 * its own process, a second; divided by bare single-row updates, each committed, a second. Both with
 * 1 and with 8 clients, on the same PostgreSQL, in turns, so that a busy machine slows both.
 */
const ROUNDS = 5
const CLOSES = { 1: 200, 8: 1_000 } as const
const WARM_UP = 200

export async function run(args: string[]): Promise<void> {
  const asJson = args.includes('--json')
  const directory = makeOwnDirectory('bench')
  const postgres = await openEmbedded({ directory })
  const { host, port, user, database } = postgres.connection
  const databaseUrl = `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
  const server = new ServerProcess({ DATABASE_URL: databaseUrl, CHANGEOVER_DIR: directory })
  await server.start()
  const pool = createPool(postgres.connection, { max: 8 })
  try {
    const wanted = WARM_UP + ROUNDS * (CLOSES[1] + CLOSES[8])
    const { orders, cookies } = await prepareOrders(server.url, pool, wanted)
    await pool.query('create table bare (id integer primary key, n integer not null)')
    await pool.query('insert into bare select i, 0 from generate_series(1, 8) i')
    await closeAll(server.url, cookies, orders.splice(0, WARM_UP))
    for (const clients of [1, 8] as const) {
      const rounds = await measure(
        server.url,
        pool,
        cookies.slice(0, clients),
        orders,
        CLOSES[clients],
      )
      printFigure(
        {
          bench: 'commands',
          figure: `commands_vs_commits_${clients}`,
          value: Math.round(median(rounds.map(({ ratio }) => ratio)) * 100) / 100,
          unit: 'ratio',
          aim: '0.5 or more',
          beside: {
            closesPerSecond: Math.round(median(rounds.map(({ closes }) => closes))),
            bareCommitsPerSecond: Math.round(median(rounds.map(({ commits }) => commits))),
            rounds: ROUNDS,
          },
        },
        asJson,
      )
    }
  } finally {
    await pool.end()
    await server.stop()
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function measure(
  url: string,
  pool: pg.Pool,
  cookies: readonly string[],
  orders: ReadyOrder[],
  closesARound: number,
): Promise<{ ratio: number; closes: number; commits: number }[]> {
  const rounds = []
  for (let round = 0; round < ROUNDS; round++) {
    const commits = await commitBare(pool, cookies.length, closesARound * 2)
    const closes = await closeAll(url, cookies, orders.splice(0, closesARound))
    rounds.push({ ratio: closes / commits, closes, commits })
  }
  return rounds
}

/** Bare committed updates a second, each client on a row of its own. */
async function commitBare(pool: pg.Pool, clients: number, updates: number): Promise<number> {
  const started = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async (_unused, index) => {
      const connection = await pool.connect()
      for (let done = 0; done < updates / clients; done++)
        await connection.query({
          name: 'bare',
          text: 'update bare set n = n + 1 where id = $1',
          values: [index + 1],
        })
      connection.release()
    }),
  )
  return (updates / (performance.now() - started)) * 1000
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)]
}

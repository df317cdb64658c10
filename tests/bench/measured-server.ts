import type { AppRouter } from '@changeover/server'
import { createPool } from '@changeover/server/db/database'
import { openEmbedded } from '@changeover/server/db/embedded/index'
import { newId } from '@changeover/shared/commands'
import { createTRPCClient, httpBatchLink, httpLink } from '@trpc/client'
import { rmSync } from 'node:fs'
import type pg from 'pg'
import { ServerProcess } from '../support/server-process.ts'
import { signIn } from './commands/rollout.ts'
import { makeOwnDirectory } from '../support/own-directory.ts'

export type Api = ReturnType<typeof createTRPCClient<AppRouter>>

/**
 * A server process on a database of its own, filled, with somebody signed in. Both are gone after
 * `measure`, whatever came of it.
 */
export async function onFilledServer<Answer>(
  fill: (pool: pg.Pool) => Promise<void>,
  measure: (api: Api, pool: pg.Pool, asPage: Api) => Promise<Answer>,
): Promise<Answer> {
  const directory = makeOwnDirectory('bench')
  const postgres = await openEmbedded({ directory })
  const { host, port, user, database } = postgres.connection
  const databaseUrl = `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
  const server = new ServerProcess({ DATABASE_URL: databaseUrl, CHANGEOVER_DIR: directory })
  const pool = createPool(postgres.connection, { max: 2 })
  try {
    await server.start()
    await fill(pool)
    const cookie = await signedIn(server.url)
    const headers = { cookie }
    const url = `${server.url}/api/trpc`
    return await measure(
      createTRPCClient<AppRouter>({ links: [httpLink({ url, headers })] }),
      pool,
      // As the desk's own client asks: what is asked at once goes in one request.
      createTRPCClient<AppRouter>({ links: [httpBatchLink({ url, headers, maxURLLength: 6000 })] }),
    )
  } finally {
    await pool.end()
    await server.stop()
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** @returns the cookie of somebody who is signed in. */
async function signedIn(url: string): Promise<string> {
  const anonymous = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/api/trpc` })] })
  const data = { name: 'Ada', email: 'ada@example.org', password: 'a sentence to remember' }
  await anonymous.accounts.setup.mutate({ commandId: newId(), data })
  return signIn(url, data.email)
}

/** Asks one item after the other. */
export async function inTurn<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const item of items) answers.push(await ask(item))
  return answers
}

/**
 * Milliseconds that `work` takes: all rounds after some to warm up, the shortest first. What is done
 * `before` each of them is not timed.
 */
export async function timesOf(
  work: (round: number) => Promise<unknown>,
  {
    rounds,
    warmUp,
    before,
  }: { rounds: number; warmUp: number; before?: (() => Promise<unknown>) | undefined },
): Promise<number[]> {
  for (let turn = 0; turn < warmUp; turn++) {
    await before?.()
    await work(rounds + turn)
  }
  const times: number[] = []
  for (let turn = 0; turn < rounds; turn++) {
    await before?.()
    const started = performance.now()
    await work(turn)
    times.push(performance.now() - started)
  }
  return times.toSorted((one, other) => one - other)
}

/** The value below which a share of sorted times lies, to a tenth of a millisecond. */
export function percentile(sorted: readonly number[], share: number): number {
  return Math.round((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) * 10) / 10
}

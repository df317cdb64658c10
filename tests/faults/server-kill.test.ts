import { createDatabase, createPool, type Connection } from '@changeover/server/db/database'
import { newId, type CommandEnvelope, type Id } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'
import { createTRPCClient, httpLink } from '@trpc/client'
import type { AppRouter } from '@changeover/server'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbedded, type EmbeddedPostgres } from '@changeover/server/db/embedded/index'
import { buildSite } from '../support/network.ts'
import {
  assignOrders,
  createCrew,
  createRollout,
  fillChecklist,
  generateOrders,
} from '../support/rollout.ts'
import { freePort, ServerProcess } from '../support/server-process.ts'
import { signInByPassword, type Client } from '../support/server.ts'
import { makeOwnDirectory } from '../support/own-directory.ts'

/**
 * kill -9 of the server while crews close orders. A crew's phone keeps asking with the same command
 * id until it is answered; whatever was answered once must be there, and nothing twice.
 */
const KILLS = 20
const ORDERS = 160
const PHONES = 4

const ada = { name: 'Ada', email: 'ada@example.org', password: 'a sentence to remember' }
const directory = makeOwnDirectory('kill')
let environment: Record<string, string>
let server: ServerProcess
let postgres: EmbeddedPostgres

beforeAll(async () => {
  environment = { PORT: await freePort(), CHANGEOVER_DIR: directory, DATABASE_URL: '' }
  server = new ServerProcess(environment)
  await server.start()
  postgres = await openEmbedded({ directory, as: 'tool' })
})

afterAll(async () => {
  await server.stop()
  await postgres.stop()
  rmSync(directory, { recursive: true, force: true })
})

describe(`a server that is killed ${KILLS} times while orders are closed`, () => {
  it('keeps every acknowledged close, and does none twice', async () => {
    const anonymous = clientOf(server.url)
    await anonymous.accounts.setup.mutate({ commandId: newId(), data: ada })
    const manager = clientOf(server.url, await signInByPassword(server.url, ada))
    const closings = await prepare(manager, postgres.connection)

    const receipts = new Map<Id<'Command'>, number>()
    const waiting = [...closings]
    const phones = Array.from({ length: PHONES }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift())
        receipts.set(next.commandId, await untilAnswered(manager, next))
    })
    let kills = 0
    const killing = (async () => {
      while (receipts.size < closings.length && kills < KILLS) {
        const answeredBefore = receipts.size
        while (receipts.size < answeredBefore + ORDERS / KILLS / 2 && waiting.length > 0)
          await pause(5)
        await server.kill()
        kills += 1
        await server.start()
      }
    })()
    await Promise.all([...phones, killing])

    const found = await countClosed(
      postgres.connection,
      closings.map(({ commandId }) => commandId),
    )
    expect({ kills, acknowledged: receipts.size, ...found }).toEqual({
      kills: KILLS,
      acknowledged: ORDERS,
      closedOnce: ORDERS,
      connectors: ORDERS,
      done: ORDERS,
    })
  }, 300_000)
})

interface Close extends CommandEnvelope {
  data: Parameters<Client['orders']['close']['mutate']>[0]['data']
}

/** A network of single-port sites, each with an order under way and its checklist filled in. */
async function prepare(manager: Client, connection: Connection): Promise<Close[]> {
  const db = createDatabase(createPool(connection, { max: 2 }))
  for (let index = 0; index < ORDERS; index++) await buildSite(db, { family: 'CT4000' })
  await db.destroy()
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
  const crewId = await createCrew(manager)
  const { rows } = await manager.orders.list.query({ filter: { programId }, limit: 200 })
  await assignOrders(
    manager,
    crewId,
    parseDay('2026-11-20'),
    rows.map(({ id }) => id),
  )
  const closings: Close[] = []
  for (const { id: orderId } of rows) {
    await manager.orders.start.mutate({ commandId: newId(), data: { orderId } })
    await fillChecklist(manager, orderId)
    const order = await manager.orders.get.query({ orderId })
    closings.push({
      commandId: newId(),
      data: {
        orderId,
        ports: order.ports.map(({ id, kitTypeId }) => ({
          portId: id,
          outcome: 'fitted' as const,
          standard: 'NACS',
          kitTypeId: kitTypeId ?? order.kits[0].id,
        })),
      },
    })
  }
  return closings
}

/** Asks with the same command id until the server answers, as the outbox of a phone does. */
async function untilAnswered(manager: Client, close: Close): Promise<number> {
  for (;;) {
    try {
      return (await manager.orders.close.mutate(close)).position
    } catch (error) {
      const isAway =
        !(error instanceof Error && 'data' in error && error.data) ||
        /UNAVAILABLE|reached/.test(String(error))
      if (!isAway) throw error
      await pause(40)
    }
  }
}

async function countClosed(connection: Connection, commandIds: Id<'Command'>[]) {
  const db = createDatabase(createPool(connection, { max: 1 }))
  const closed = await db
    .selectFrom('event')
    .select('commandId')
    .where('kind', '=', 'order.closed')
    .where('commandId', 'in', commandIds)
    .execute()
  const connectors = await db
    .selectFrom('connector')
    .select('id')
    .where('standard', '=', 'NACS')
    .where('installedCommandId', 'in', commandIds)
    .execute()
  const done = await db
    .selectFrom('rollup')
    .select((select) => select.fn.sum<number>('quantity').as('count'))
    .where('measure', '=', 'done')
    .executeTakeFirstOrThrow()
  await db.destroy()
  return {
    closedOnce:
      new Set(closed.map(({ commandId }) => commandId)).size === closed.length ? closed.length : -1,
    connectors: connectors.length,
    done: Number(done.count),
  }
}

function clientOf(url: string, cookie?: string): Client {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/api/trpc`, headers: cookie ? { cookie } : {} })],
  })
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

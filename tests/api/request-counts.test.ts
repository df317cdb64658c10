import { createDatabase, createPool } from '@changeover/server/db/database'
import { createRequestCounts } from '@changeover/server/request-counts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../support/server.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: ReturnType<typeof createDatabase>
beforeAll(async () => {
  database = await createTestDatabase()
  db = createDatabase(createPool(database.connection, { max: 4 }))
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const MINUTE_MS = 60_000
const quiet = { debug: () => undefined } as unknown as Parameters<typeof createRequestCounts>[1] // Only `debug` is called.

/** A process that counts: what it says after `times` more requests of a sender. */
function process(now: () => number) {
  const counts = createRequestCounts(db, quiet, now)
  const store = new counts.Store({})
  return {
    ...counts,
    request(sender: string, times = 1): number {
      let seen = 0
      for (let time = 0; time < times; time++)
        store.incr(sender, (_error, result) => (seen = result?.current ?? 0), MINUTE_MS, 100)
      return seen
    },
  }
}

describe('requests that several processes count', () => {
  it('add up, for each sender apart', async () => {
    const now = () => 10 * MINUTE_MS
    const [one, other] = [process(now), process(now)]
    expect(one.request('Ada', 30)).toBe(30)
    expect(other.request('Ada', 20)).toBe(20)
    expect(other.request('Bob')).toBe(1)
    await one.share()
    await other.share()
    one.request('Ada')
    await one.share()
    expect(one.request('Ada')).toBe(52)
    expect(other.request('Bob')).toBe(2)
    await Promise.all([one.close(), other.close()])
  })

  it('begin anew each minute, and leave nothing behind for long', async () => {
    let minute = 20
    const counting = process(() => minute * MINUTE_MS)
    counting.request('Ada', 5)
    await counting.share()
    minute = 23
    expect(counting.request('Ada')).toBe(1)
    await counting.share()
    const left = await db.selectFrom('requestCount').select('minute').execute()
    expect(left.map((row) => row.minute)).toEqual([23])
    await counting.close()
  })

  it('keeps no address or cookie in the clear', async () => {
    const counting = process(() => 30 * MINUTE_MS)
    counting.request('127.0.0.1 cookie')
    await counting.share()
    const rows = await db.selectFrom('requestCount').select('sender').execute()
    expect(JSON.stringify(rows)).not.toContain('127.0.0.1')
    await counting.close()
  })
})

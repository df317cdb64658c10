import { createDatabase, createPool, type Database } from '@changeover/server/db/database'
import { keptUntilWritten } from '@changeover/server/db/kept-until-written'
import fc from 'fast-check'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../support/server.ts'

const WRITERS = 3

let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Database
let writers: pg.Client[]
beforeAll(async () => {
  database = await createTestDatabase()
  db = createDatabase(createPool(database.connection, { max: 4 }))
  writers = Array.from({ length: WRITERS }, () => new pg.Client(database.connection))
  for (const writer of writers) await writer.connect()
  await writers[0].query('create table mark (of_writer int not null)')
})
afterAll(async () => {
  for (const writer of writers) await writer.end()
  await db.destroy()
  await database.drop()
})

/** How many marks there are of a writer, or of all; and how often that was counted. */
let counted = 0
const marks = keptUntilWritten(async (reader, ofWriter: number | null) => {
  counted += 1
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from mark where ${ofWriter}::int is null or of_writer = ${ofWriter}
  `.execute(reader)
  return rows[0].count
})
const mark = (writer: number) =>
  writers[writer].query('insert into mark (of_writer) values ($1)', [writer])
beforeEach(() => void (counted = 0))

const anyStep = fc.record({
  writer: fc.nat({ max: WRITERS - 1 }),
  does: fc.constantFrom('begin', 'mark', 'nest', 'commit', 'rollback', 'ask', 'ask'),
})

describe('an answer that is kept until somebody writes', () => {
  it('is worked out once for all who ask at once, and for each question apart', async () => {
    expect(await Promise.all([marks(db, null), marks(db, null), marks(db, 1)])).toEqual([0, 0, 0])
    expect(counted).toBe(2)
  })

  it('is worked out once as long as nothing is written', async () => {
    // Other databases of the same server are written to meanwhile, so it may take some tries.
    await expect
      .poll(async () => {
        await marks(db, null)
        counted = 0
        await marks(db, null)
        return counted
      })
      .toBe(0)
  })

  it('is what is committed when it is asked for, whoever writes, nests, gives up and asks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 10, maxLength: 40 }), async (steps) => {
        await writers[0].query('truncate mark')
        const open = new Map<number, number>()
        let committed = 0
        const end = async (writer: number, how: 'commit' | 'rollback') => {
          await writers[writer].query(how)
          if (how === 'commit') committed += open.get(writer) ?? 0
          open.delete(writer)
        }
        for (const { writer, does } of steps) {
          const pending = open.get(writer)
          if (does === 'ask') expect(await marks(db, null)).toBe(committed)
          else if (does === 'begin') {
            if (pending === undefined) await writers[writer].query('begin')
            open.set(writer, pending ?? 0)
          } else if (does === 'mark' || does === 'nest') {
            if (does === 'nest' && pending !== undefined)
              await writers[writer].query('savepoint nested')
            await mark(writer)
            if (pending === undefined) committed += 1
            else open.set(writer, pending + 1)
          } else if (pending !== undefined) await end(writer, does)
        }
        for (const writer of open.keys()) await end(writer, 'commit')
        expect(await marks(db, null)).toBe(committed)
      }),
      { numRuns: 40 },
    )
  })

  it('is read anew in a transaction, which sees what it wrote itself', async () => {
    await db.transaction().execute(async (tx) => {
      const before = await marks(tx, 2)
      await sql`insert into mark (of_writer) values (2)`.execute(tx)
      expect(await marks(tx, 2)).toBe(before + 1)
    })
  })

  it('is asked again by the next one when it failed', async () => {
    let tries = 0
    const failing = keptUntilWritten(async () => {
      tries += 1
      if (tries === 1) throw new Error('gone')
      return tries
    })
    const both = await Promise.allSettled([failing(db), failing(db)])
    expect(both).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
    expect(await failing(db)).toBe(2)
  })
})

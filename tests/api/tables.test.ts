import { createDatabase, createPool } from '@changeover/server/db/database'
import { generateTables } from '@changeover/server/db/generate-tables'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase } from '../support/server.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
beforeAll(async () => void (database = await createTestDatabase()))
afterAll(() => database.drop())

it('the types of the tables are those of the migrated schema', async () => {
  const db = createDatabase(createPool(database.connection, { max: 1 }))
  const fresh = await generateTables(db).finally(() => db.destroy())
  const kept = await readFile(new URL('../../server/src/db/tables.ts', import.meta.url), 'utf8')
  expect(kept, 'run `npx pnpm changeover tables`').toBe(fresh)
})

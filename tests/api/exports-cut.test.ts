import { newId } from '@changeover/shared/commands'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startDatabaseLine, type DatabaseLine } from '../support/database-line.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** Files of several pages, whose database goes away before the first row or in the midst of them. */
const SITES = 3_500
/** Less than a page of sites takes on the line, and more than one page but less than two. */
const [WITHIN_FIRST_PAGE, WITHIN_SECOND_PAGE] = [20_000, 1_000_000]

let line: DatabaseLine
let server: TestServer
let cookie: string
beforeAll(async () => {
  line = await startDatabaseLine()
  server = await startTestServer({ line, environment: { LOG_LEVEL: 'silent' } })
  const manager = await server.signIn('program_manager')
  cookie = manager.cookie
  const { pool } = server.opened.services
  await pool.query(
    `insert into site (id, name, region, country, time_zone, lat, lon, derivation, created_command_id)
     select uuidv7(), repeat('Long ', 40) || n, 'US-WA', 'US', 'America/Los_Angeles', 47.6, -122.3, '{}', $1
     from generate_series(1, $2::integer) n`,
    [newId(), SITES],
  )
  await pool.query('select restock_sites(array_agg(id)) from site')
})
afterEach(() => line.mend())
afterAll(async () => {
  await server.close()
  line.close()
})

const get = (path: string) => fetch(`${server.url}/api/network/${path}`, { headers: { cookie } })

describe.each(['sites.csv', 'sites.xlsx'])('an export as %s', (path) => {
  it('is whole when nothing comes in between', async () => {
    const response = await get(path)
    expect(response.status).toBe(200)
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(50_000)
  })

  it('is refused as anything else when not even its first rows could be read', async () => {
    line.breakAfter(WITHIN_FIRST_PAGE)
    const response = await get(path)
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 503,
      body: { error: 'UNAVAILABLE' },
    })
  })

  it('breaks off when the database goes away in its midst, and never looks whole', async () => {
    line.breakAfter(WITHIN_SECOND_PAGE)
    const response = await get(path)
    expect(response.status).toBe(200)
    await expect(response.arrayBuffer()).rejects.toThrow('terminated')
  })
})

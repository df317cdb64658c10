import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv } from '../support/stations.ts'
import { upload } from '../support/upload.ts'

const pine = { ID: '4711', 'Station Name': 'GARAGE NORTH', 'Street Address': '1 Pine St' }
const cedar = {
  ID: '4712',
  'Station Name': 'GARAGE SOUTH',
  'Street Address': '22 Cedar St',
  Latitude: '47.70',
}

let server: TestServer
let manager: Client & { cookie: string }
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  const uploadId = await upload(server, manager, stationCsv(pine, cedar))
  await manager.network.import.mutate(command({ uploadId, network: null, acceptGoodRows: false }))
})
afterAll(() => server.close())

async function streetsFound(search: string) {
  const { sites, total } = await manager.network.listSites.query({ search })
  expect(total).toBe(sites.length)
  return sites.map(({ street }) => street)
}

/** A change of stations as whatever command would make it. */
async function changeStations(change: ReturnType<typeof sql>) {
  await sql`update station set ${change}`.execute(server.opened.services.db)
}

describe('the search for sites', () => {
  it('is counted apart where a page does not hold all, and by what somebody may see', async () => {
    const page = await manager.network.listSites.query({ search: 'garage', limit: 1 })
    expect(page).toMatchObject({ sites: [{}], total: null })
    expect(await manager.network.countSites.query({ search: 'garage' })).toEqual({ total: 2 })
    const oregon = await server.signIn('program_manager', { regions: ['US-OR'] })
    expect(await oregon.network.countSites.query({ search: 'garage' })).toEqual({ total: 0 })
  })

  it('wants every word, in any order, of the site or of one of its stations', async () => {
    expect(await streetsFound('garage')).toHaveLength(2)
    expect(await streetsFound('cedar garage')).toEqual(['22 Cedar St'])
    expect(await streetsFound('4711')).toEqual(['1 Pine St'])
    expect(await streetsFound('4711 cedar')).toEqual([])
  })

  it('finds a part of a word from three letters on, and shorter ones where a word begins', async () => {
    expect(await streetsFound('eda')).toEqual(['22 Cedar St'])
    expect(await streetsFound('ce')).toEqual(['22 Cedar St'])
    expect(await streetsFound('ed')).toEqual([])
    expect(await streetsFound('22')).toEqual(['22 Cedar St'])
  })

  it('takes % and _ for what they are', async () => {
    expect(await streetsFound('ga%ge')).toEqual([])
    expect(await streetsFound('garag_')).toEqual([])
  })

  it('knows a serial number from the moment it is known', async () => {
    expect(await streetsFound('sn-2132')).toEqual([])
    await changeStations(sql`serial = 'SN-2132' where source_id = '4712'`)
    expect(await streetsFound('sn-2132')).toEqual(['22 Cedar St'])
  })

  it('finds a station at the site it was moved to, and no longer at the other', async () => {
    await changeStations(
      sql`site_id = (select site_id from station where source_id = '4711') where source_id = '4712'`,
    )
    expect(await streetsFound('4712')).toEqual(['1 Pine St'])
  })

  it('forgets a station that is gone', async () => {
    await changeStations(sql`deleted_at = now() where source_id = '4712'`)
    expect(await streetsFound('4712')).toEqual([])
  })

  it('finds a site that has no station, once it is there', async () => {
    await sql`insert into site (id, name, region, country, time_zone, derivation, created_command_id)
      values (uuidv7(), 'Lonely Oak', 'US-WA', 'US', 'UTC', '{}', uuidv7())`.execute(
      server.opened.services.db,
    )
    const { rows } = await sql`select from site_search where document like '%lonely oak%'`.execute(
      server.opened.services.db,
    )
    expect(rows).toHaveLength(1)
  })

  it('knows a new name of the site', async () => {
    await sql`update site set name = 'Quarry' where street = '1 Pine St'`.execute(
      server.opened.services.db,
    )
    expect(await streetsFound('quarry')).toEqual(['1 Pine St'])
  })

  it('finds few and many alike: in order, page by page, with the other parts of the filter', async () => {
    await sql`insert into site (id, name, region, country, time_zone, derivation, created_command_id)
      select uuidv7(), 'Harbor ' || lpad(n::text, 4, '0'), case when n % 3 = 0 then 'US-OR' else 'US-WA' end, 'US', 'UTC', '{}',
        uuidv7() from generate_series(1, 2400) as n`.execute(server.opened.services.db)
    await sql`select restock_sites(array(select id from site where name like 'Harbor %'))`.execute(
      server.opened.services.db,
    )
    const namesFound = async (filter: { search: string; regions?: string[] }) => {
      const names: string[] = []
      let after: string | undefined
      do {
        const { sites, next } = await manager.network.listSites.query({
          ...filter,
          limit: 500,
          descending: true,
          ...(after ? { after } : {}),
        })
        names.push(...sites.map(({ name }) => name))
        after = next ?? undefined
      } while (after)
      return names
    }
    const all = Array.from(
      { length: 2400 },
      (_, index) => `Harbor ${String(2400 - index).padStart(4, '0')}`,
    )
    expect(await namesFound({ search: 'harbor' })).toEqual(all)
    expect(await namesFound({ search: 'harbor 12' })).toEqual(
      all.filter((name) => name.includes(' 12')),
    )
    expect(await namesFound({ search: 'harbor', regions: ['US-OR'] })).toEqual(
      all.filter((name) => Number(name.slice(-4)) % 3 === 0),
    )
    expect(await namesFound({ search: 'harbor 007', regions: ['US-OR'] })).toEqual([
      'Harbor 2007',
      'Harbor 0078',
      'Harbor 0075',
      'Harbor 0072',
    ])
  })
})

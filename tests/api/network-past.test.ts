import { newId } from '@changeover/shared/commands'
import { addDays, parseDay } from '@changeover/shared/time'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSite } from '../support/network.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'

/** The network as it stood on a past day, whatever was corrected since; `progress-past` plays the work on it. */
const yesterday = addDays(parseDay(new Date().toISOString().slice(0, 10)), -1)

let server: TestServer
let manager: Client
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
})
afterAll(() => server.close())

const portsOf = async (asOf?: typeof yesterday) =>
  (await manager.network.listSites.query(asOf ? { asOf } : {})).sites.map(
    ({ name, acPorts, dcPorts }) => `${name} ${acPorts + dcPorts}`,
  )

it('shows stations at the site that they belonged to, before a merge and after its undo', async () => {
  const { db } = server.opened.services
  const birch = await buildSite(db, { name: 'Birch', region: 'US-WA', ports: [{}, {}] })
  const elm = await buildSite(db, { name: 'Elm', region: 'US-WA', ports: [{}] })
  const { version } = await manager.network.getSite.query({ siteId: elm.siteId })
  const merged = await manager.network.mergeSites.mutate({
    commandId: newId(),
    baseVersion: version,
    data: { fromSiteId: birch.siteId, intoSiteId: elm.siteId },
  })
  expect(await portsOf()).toEqual(['Elm 3'])
  expect(await portsOf(yesterday)).toEqual(['Birch 2', 'Elm 1'])
  const summary = await manager.network.summary.query({ asOf: yesterday })
  expect(summary).toMatchObject({ sites: 2, stations: 2, acPorts: 3 })
  const map = await manager.network.mapSites.query({ asOf: yesterday })
  expect(map.ids.toSorted()).toEqual([birch.siteId, elm.siteId].toSorted())
  await manager.network.undoCorrection.mutate({
    commandId: newId(),
    data: { commandId: merged.commandId },
  })
  expect(await portsOf(yesterday)).toEqual(['Birch 2', 'Elm 1'])
})

it('shows nobody a past outside their regions', async () => {
  const other = await server.signIn('dispatcher', { regions: ['US-OR'] })
  expect((await other.network.listSites.query({ asOf: yesterday })).sites).toEqual([])
  expect((await other.network.summary.query({ asOf: yesterday })).sites).toBe(0)
  expect((await other.network.mapSites.query({ asOf: yesterday })).ids).toEqual([])
})

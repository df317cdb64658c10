import { newId } from '@changeover/shared/commands'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { buildSite } from '../support/network.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { countedPage, end } from './counted-page.ts'

/** A campaign from the network page, counted in actions; and one that adds another standard. */
let server: TestServer
let browser: Browser
let manager: Client & { cookie: string }

beforeAll(async () => {
  server = await startTestServer()
  browser = await launchBrowser()
  await server.signIn('administrator') // Without one, every page is the first run's.
  manager = await server.signIn('program_manager')
  const { db } = server.opened.services
  for (const name of ['Alder', 'Birch', 'Cedar']) await buildSite(db, { name })
  await buildSite(db, { name: 'Elm', region: 'US-OR' })
  await buildSite(db, {
    name: 'Supercharger Fir',
    family: 'SCV3',
    ports: [
      { level: 'DC', standards: ['NACS'] },
      { level: 'DC', standards: ['NACS'] },
    ],
  })
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

describe('a campaign', () => {
  it('is started in four actions: filter, add to program, template, Confirm', async () => {
    const job = await countedPage(browser, server.url, {
      path: '/network',
      cookie: manager.cookie,
    })
    const { page, act } = job
    await act(() => page.getByRole('searchbox').fill('alder'))
    await page.getByText('one site', { exact: true }).waitFor()
    await act(() => page.getByRole('button', { name: 'Add to program' }).click())
    await act(() => page.getByRole('button', { name: /^NACS rollout/ }).click())
    await page.getByText(/1 port at 1 site;/).waitFor()
    await act(() => page.getByRole('button', { name: 'Confirm' }).click())
    await page.getByText('1 order generated').first().waitFor()
    expect(job.count()).toBe(4)
    const { rows } = await manager.orders.list.query({})
    expect(rows.map(({ siteName }) => siteName)).toEqual(['Alder'])
    await end(job)
  })

  it('serves another standard the same way: CCS1 comes onto NACS units, which keep their NACS', async () => {
    const receipt = await manager.orders.startCampaign.mutate({
      commandId: newId(),
      data: { name: 'CCS1 for all', templateCode: 'ccs_rollout', scope: {} },
    })
    expect(receipt.result).toMatchObject({ orders: 1, ports: 2 })
    const { programId } = receipt.result
    const { rows } = await manager.orders.list.query({ filter: { programId } })
    const order = await manager.orders.get.query({ orderId: rows[0].id })
    expect(order).toMatchObject({ addsStandard: 'CCS1', checklist: { code: 'ccs_retrofit' } })
    expect(order.kits).toMatchObject([{ code: 'SCV3-CCS1', removesStandard: null }])
  })

  it('starts nothing where there is nothing to do, and by managers only', async () => {
    const data = {
      name: 'Nowhere',
      templateCode: 'nacs_rollout',
      scope: { search: 'no such site' },
    }
    expect(
      await refusalOf(manager.orders.startCampaign.mutate({ commandId: newId(), data })),
    ).toMatchObject({ code: 'NOTHING_TO_DO' })
    const programs = await manager.program.listPrograms.query()
    expect(programs.map(({ name }) => name)).not.toContain('Nowhere')
    const dispatcher = await server.signIn('dispatcher')
    expect(
      await refusalOf(dispatcher.orders.startCampaign.mutate({ commandId: newId(), data })),
    ).toMatchObject({ code: 'FORBIDDEN' })
  })
})

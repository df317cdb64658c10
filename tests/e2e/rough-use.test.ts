import { fillDemo } from '@changeover/server/demo/index'
import { toDay } from '@changeover/shared/time'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** What people do to pages beside using them: old links, ended sessions, endless names, two tabs. */
let server: TestServer
let browser: Browser
let orderId: string
let siteId: string

beforeAll(async () => {
  server = await startTestServer({ isDemo: true })
  const { services } = server.opened
  const today = toDay(Temporal.Now.plainDateISO('UTC'))
  await fillDemo(services.pool, { seed: 11, today, stations: 200, orders: 150 })
  const { rows } = await services.pool.query<{ orderId: string; siteId: string }>(
    `select id as "orderId", site_id as "siteId" from work_order
     where state = 'scheduled' order by id limit 1`,
  )
  ;[{ orderId, siteId }] = rows
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

const settled = (page: Page) => page.locator('h1').first().waitFor()

describe('an address that was mistyped', () => {
  it.each([
    '/?program=old&region=US-ZZ&asOf=2999-01-01',
    '/orders?crew=me&milestone=next&kit=any&open=first',
    '/network?site=first&regions=US-ZZ',
    '/plan?plan=best&scenario=mine',
    '/program?program=old',
    '/reports?program=old',
  ])('%s shows the page, without what cannot be read', async (path) => {
    const { cookie } = await server.signIn('program_manager')
    const { page, complaints } = await openPage(browser, server.url, { cookie })
    await page.goto(path)
    await settled(page)
    await page.waitForLoadState('load')
    await expect.poll(() => page.locator('main').getByRole('alert').count()).toBe(0)
    await expect.poll(() => page.getByText('You are looking at').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it.each(['/orders/first', '/orders/first/sheet', '/network/sites/first', '/orders/1/2/3'])(
    '%s says that there is no such page, and leads back',
    async (path) => {
      const { cookie } = await server.signIn('program_manager')
      const { page } = await openPage(browser, server.url, { cookie })
      await page.goto(path)
      await page.getByRole('heading', { name: 'Page not found' }).waitFor()
      await page.getByRole('link', { name: 'Go to the overview' }).click()
      await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
      expect(new URL(page.url()).pathname).toBe('/')
      await page.context().close()
    },
  )
})

describe('a page that is not open to somebody', () => {
  it('says so at its own address, and opens for whoever may', async () => {
    const executive = await openPage(browser, server.url, {
      cookie: (await server.signIn('executive')).cookie,
    })
    await executive.page.goto('/admin/audit?kind=all')
    await executive.page.getByText('not open to your role (Executive)').waitFor()
    expect(new URL(executive.page.url()).pathname).toBe('/admin/audit')
    expect(executive.complaints).toEqual([])
    const auditor = await openPage(browser, server.url, {
      cookie: (await server.signIn('auditor')).cookie,
    })
    await auditor.page.goto('/admin/audit?kind=all')
    await auditor.page.getByRole('heading', { name: 'Admin' }).waitFor()
    await executive.page.context().close()
    await auditor.page.context().close()
  })
})

describe('somebody who is not signed in', () => {
  it.each(['/', '/network', '/admin/jobs', '/board', '/program/kits?view=stock'])(
    'is asked to at %s, and the way back is kept',
    async (path) => {
      const { page, complaints } = await openPage(browser, server.url)
      await page.goto(path)
      await page.waitForURL(/\/sign-in/)
      expect(new URL(page.url()).searchParams.get('to')).toBe(path)
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  it('any more, in the middle of the work, is told so and led to sign in', async () => {
    const { cookie } = await server.signIn('program_manager')
    const { page } = await openPage(browser, server.url, { cookie })
    await page.goto('/account')
    await settled(page)
    await page.context().clearCookies()
    await page.getByRole('link', { name: 'Reports' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'You are signed out.' }).first()
    await alert.getByRole('link', { name: 'Sign in' }).click()
    await page.waitForURL(/\/sign-in/)
    expect(new URL(page.url()).searchParams.get('to')).toBe('/reports')
    await page.context().close()
  })
})

describe('a filtered list', () => {
  it('is what it was after a look at an order and back, and after a reload', async () => {
    const { cookie } = await server.signIn('program_manager')
    const { page, complaints } = await openPage(browser, server.url, { cookie })
    const rows = page.getByRole('main').getByRole('row')
    const numbers = async () => (await rows.allInnerTexts()).map((text) => /\d+/.exec(text)?.[0])
    await page.goto('/orders')
    await page.getByRole('button', { name: 'Unassigned' }).click()
    await page.waitForURL(/\?/)
    await expect.poll(async () => (await rows.nth(1).innerText()).includes('Planned')).toBe(true)
    const list = page.url()
    const before = await numbers()

    await rows.nth(2).click()
    const panel = page.getByRole('complementary')
    await panel.getByRole('link', { name: 'Open the page' }).click()
    await page.waitForURL(/\/orders\/[\da-f-]{36}/)
    await page.goBack()
    await panel.getByText(`Order ${before[2]}`).waitFor()
    await panel.getByRole('button', { name: 'Close the panel' }).click()
    await expect.poll(numbers).toEqual(before)
    expect(page.url()).toBe(list)
    await page.reload()
    await expect.poll(numbers).toEqual(before)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe('an order that two tabs change', () => {
  it('takes the first change; the second is refused with a sentence, and shows the order as it is', async () => {
    const { cookie } = await server.signIn('program_manager')
    const { page } = await openPage(browser, server.url, { cookie })
    const late = await page.context().newPage()
    // This tab hears of no change, as one whose connection was just lost.
    await late.route('**/api/live**', (route) => route.abort())
    for (const tab of [page, late]) {
      await tab.goto(`/orders/${orderId}`)
      await tab.getByRole('button', { name: 'Dispatch', exact: true }).waitFor()
    }
    const online = Promise.withResolvers<void>()
    await late.route('**/orders.get**', async (route) => {
      await online.promise
      await route.continue()
    })
    await page.getByRole('button', { name: 'Dispatch', exact: true }).click()
    await page.getByRole('button', { name: 'Dispatch', exact: true }).waitFor({ state: 'detached' })
    await late.getByRole('button', { name: 'Dispatch', exact: true }).click()
    await late.getByText('Somebody changed this since you opened it.').first().waitFor()
    online.resolve()
    await late.getByRole('button', { name: 'Dispatch', exact: true }).waitFor({ state: 'detached' })
    await expect.poll(() => late.getByRole('alert').count()).toBe(0)
    await page.context().close()
  })
})

describe('names of two hundred letters', () => {
  const endless = 'Überlandwerk'.repeat(17).slice(0, 200)
  it.each(['desk', 'phone'] as const)('break no page on a %s', async (size) => {
    const { pool } = server.opened.services
    await pool.query('update site set name = $1 where id = $2', [endless, siteId])
    await pool.query(
      'update crew set name = $1 where id = (select min(id::text)::uuid from crew)',
      [endless],
    )
    await pool.query('update program set name = $1', [endless])
    const { cookie } = await server.signIn('administrator')
    const { page } = await openPage(browser, server.url, { size, cookie })
    const pages = [
      `/network/sites/${siteId}`,
      `/network?site=${siteId}`,
      `/orders/${orderId}`,
      `/orders/${orderId}/sheet`,
      `/orders?open=${orderId}`,
      '/program',
      '/board',
    ]
    for (const path of pages) {
      await page.goto(path)
      await settled(page)
      await page.getByText(endless.slice(0, 12)).first().waitFor({ state: 'attached' })
      const wide = await page.evaluate<string[]>(
        `[...document.querySelectorAll('main button, main a, main h1, h2')].filter((element) => {
          const { left, right, width } = element.getBoundingClientRect()
          return width > 0 && element.offsetParent && !element.closest('.overflow-x-auto, .overflow-auto, [data-slot=viewport], .sr-only') && (right > innerWidth + 1 || left < -1)
        }).map((element) => element.outerHTML.slice(0, 140))`,
      )
      expect({ path, wide }).toEqual({ path, wide: [] })
    }
    await page.context().close()
  })
})

import { fillDemo } from '@changeover/server/demo/index'
import { reportPast, reportToday } from '@changeover/server/forecast/index'
import { addWeeks, parseDay, weekOf } from '@changeover/shared/time'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage, sizes } from '../support/browser.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { findBarriers } from './axe.ts'
import { coloursCopied, isDark, turn } from './chart-picture.ts'
import { countedPage, end, numberIn, sumShown } from './counted-page.ts'

/** What executives and managers come to reports for, with the actions that each takes counted. */
const today = parseDay(new Date().toISOString().slice(0, 10))

let server: TestServer
let browser: Browser
let cookie: string
let executiveCookie: string
beforeAll(async () => {
  server = await startTestServer({ isDemo: true })
  await fillDemo(server.opened.services.pool, { seed: 5, today, stations: 400, orders: 350 })
  for (const weeks of [6, 5, 1])
    await reportPast(server.opened.services, addWeeks(today, -weeks), 100)
  await reportToday(server.opened.services)
  cookie = (await server.signIn('program_manager')).cookie
  executiveCookie = (await server.signIn('executive')).cookie
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

/** Opens a page for whom a job is theirs. */
const openFor =
  (who: () => string) =>
  (path: string, size: keyof typeof sizes = 'desk') =>
    countedPage(browser, server.url, { path, cookie: who(), size })

const sentence = (page: Page) => page.getByTestId('sentence')
describe('an executive', () => {
  const open = openFor(() => executiveCookie)

  it.each(['desk', 'phone'] as const)(
    'sees whether we are on plan without a scroll: %s',
    async (size) => {
      const job = await open('/', size)
      await sentence(job.page).waitFor()
      const box = await sentence(job.page).boundingBox()
      const late = await job.page
        .getByText(/days? (late|early)|On plan/)
        .first()
        .boundingBox()
      for (const one of [box, late])
        expect((one?.y ?? Infinity) + (one?.height ?? 0)).toBeLessThan(sizes[size].height)
      const { scrollWidth, clientWidth } = await job.page.evaluate(() => document.documentElement)
      expect(scrollWidth).toBe(clientWidth)
      expect(job.count()).toBe(0)
      await end(job)
    },
  )

  it('finds below it how the date moved, the rate, what blocks and how long kits last', async () => {
    const { page, complaints } = await open('/')
    const week = page.getByRole('region', { name: 'Work orders in the last seven days' })
    await week.scrollIntoViewIfNeeded()
    for (const chart of ['#milestone-trend', '[id^="throughput-"]', '#blocked', '#kits'])
      await page.locator(`section${chart}`).waitFor()
    expect(await findBarriers(page)).toEqual([])
    // Each count of the week opens its orders.
    const done = week.getByRole('row', { name: /^Done/ }).getByRole('link').first()
    const count = numberIn(await done.textContent())
    await done.click()
    await page.getByRole('heading', { name: /done/i }).first().waitFor()
    await expect.poll(() => page.locator('main tbody tr').count()).toBe(Math.min(count, 50))
    await end({ page, complaints })
  })

  it('finds the region that is late in one action, and its sites in two', async () => {
    const job = await open('/?layer=share')
    const { page } = job
    await job.act(() => page.getByRole('button', { name: 'Days late' }).click())
    const list = page.getByRole('list', { name: 'Regions, latest first' })
    const worst = list.getByRole('button').first()
    await worst.getByText(/days? (late|early)/).waitFor()
    expect(job.count()).toBe(1)
    const name = (await worst.locator('span').first().textContent())?.trim() ?? ''
    const again = await open('/?layer=late')
    await again.act(() =>
      again.page
        .getByRole('list', { name: 'Regions, latest first' })
        .getByRole('button')
        .first()
        .click(),
    )
    await again.act(() => again.page.getByRole('link', { name: `Sites in ${name}` }).click())
    await again.page.waitForURL(/\/network\?.*region=/)
    expect(again.count()).toBe(2)
    await end(again)
    await end(job)
  })

  it('narrows the page to the least sure region in one action, and the bars say the same chance', async () => {
    const job = await open('/?layer=chance')
    const { page } = job
    const least = page.getByRole('list', { name: 'Regions, least sure first' }).getByRole('button')
    await expect.poll(() => least.first().textContent()).toMatch(/\d%$/)
    const [name, chance] = await least.first().locator('> span').allTextContents()
    await job.act(() => least.first().click())
    await page.waitForURL(/[?&]region=/)
    expect(job.count()).toBe(1)
    await page.getByRole('link', { name: `Sites in ${name.trim()}` }).waitFor()
    await page.goto(`/reports${new URL(page.url()).search}&section=forecast`)
    const bars = page.locator('[id^="regions-ac-"]')
    await bars.getByRole('button', { name: 'Show the numbers as a table' }).click()
    const row = bars.getByRole('row', { name: new RegExp(`^${name.trim()}`) })
    await expect
      .poll(() => row.getByRole('cell').allTextContents())
      .toContain(String(numberIn(chance)))
    await end(job)
  })

  it('sees what was said on a past day in one action', async () => {
    const job = await open('/')
    const { page } = job
    await sentence(page).waitFor()
    const before = await sentence(page).textContent()
    const then = addWeeks(today, -5)
    await job.act(() => page.getByLabel('As of').fill(then))
    await page.getByText(/You are looking at/).waitFor()
    await page.waitForFunction(
      (text) => document.querySelector('[data-testid=sentence]')?.textContent !== text,
      before,
    )
    expect(new URL(page.url()).searchParams.get('asOf')).toBe(then)
    expect(job.count()).toBe(1)
    await end(job)
  })

  it('sees the orders as they were on that day', async () => {
    const then = addWeeks(today, -5)
    const job = await open(`/orders?asOf=${then}&state=blocked`)
    const { page } = job
    const manager = await server.signIn('program_manager')
    const { sum } = await manager.progress.sum.query({
      figure: { figure: 'orders', state: 'blocked' },
      filter: { asOf: then },
    })
    await page.getByTestId('past-count').waitFor()
    await expect.poll(() => page.locator('main tbody tr').count()).toBe(sum)
    await page.getByText(/You are looking at/).waitFor()
    await end(job)
  })

  it('sees why the date moved in one action, and the events behind a cause in two', async () => {
    const job = await open('/')
    const { page } = job
    await sentence(page).waitFor()
    await job.act(() => page.getByRole('link', { name: /since/ }).first().click())
    await page
      .getByText(/moved|did not move/)
      .first()
      .waitFor()
    expect(job.count()).toBe(1)
    await job.act(() => page.getByRole('link', { name: 'Throughput' }).first().click())
    await expect.poll(() => sumShown(page)).toBeGreaterThan(0)
    await end(job)
  })
})

describe('a program manager', () => {
  const open = openFor(() => cookie)

  it('sees what changed since Monday in two actions, the second of which opens the orders', async () => {
    const job = await open('/')
    const { page } = job
    await job.act(() => page.getByRole('link', { name: 'What changed since Monday' }).click())
    await page
      .getByText(/changed since/)
      .first()
      .waitFor()
    const monday = weekOf(today) === today ? addWeeks(today, -1) : weekOf(today)
    await expect.poll(() => page.getByLabel('Since', { exact: true }).inputValue()).toBe(monday)
    const changes = page.locator('#changes tbody')
    const count = changes.getByRole('link').first()
    const shown = numberIn(await count.textContent())
    await job.act(() => count.click())
    await expect.poll(() => sumShown(page)).toBe(shown)
    expect(job.count()).toBe(2)
    await end(job)
  })

  it('freezes the plan under a name and compares with it', async () => {
    const job = await open('/reports')
    const { page } = job
    await page.getByLabel('Freeze the plan as it is, as').fill('Autumn review')
    await page.getByRole('button', { name: 'Freeze' }).click()
    await page.getByText('The plan is frozen').first().waitFor()
    await page.getByRole('link', { name: 'Autumn review' }).first().click()
    await page.getByText('Nothing changed since Autumn review').waitFor()
    await expect.poll(() => page.locator('#changes tbody').getByRole('link').count()).toBe(0)
    await end(job)
  })

  it('opens the rows of a bar that is clicked, and of a number in the table behind the chart', async () => {
    const job = await open('/reports?section=plan')
    const { page } = job
    const frame = page.locator('#throughput-ac')
    const canvas = frame.locator('canvas')
    await canvas.waitFor()
    const box = await canvas.boundingBox()
    await page.waitForTimeout(400) // The bars grow for a quarter of a second.
    await canvas.click({ position: { x: (box?.width ?? 0) * 0.6, y: (box?.height ?? 0) * 0.8 } })
    await page.waitForURL(/\/reports\/rows\?.*figure=done/)
    const from = new URL(page.url()).searchParams.get('from') ?? ''
    const clicked = await sumShown(page)
    await page.goBack()
    await frame.getByRole('button', { name: 'Show the numbers as a table' }).click()
    const row = frame.getByRole('row', { name: new RegExp(`^${from}`) })
    const number = row.getByRole('link')
    expect(numberIn(await number.textContent())).toBe(clicked)
    await number.press('Enter')
    await expect.poll(() => sumShown(page)).toBe(clicked)
    await page.reload()
    await expect.poll(() => sumShown(page)).toBe(clicked)
    await end(job)
  })

  it('narrows a chart by its legend and keeps the day in a copied link', async () => {
    const job = await open('/reports?section=work')
    const { page } = job
    const legend = page.locator('#flow-ac').getByRole('button', { name: 'Planned' })
    await expect.poll(() => legend.getAttribute('aria-pressed')).toBe('true')
    await legend.click()
    await expect.poll(() => legend.getAttribute('aria-pressed')).toBe('false')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page
      .locator('#flow-ac')
      .getByRole('button', { name: /^More for/ })
      .click()
    await page.getByRole('menuitem', { name: 'Copy link to this day' }).click()
    await page.getByText('The link is on the clipboard.').first().waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    expect(new URL(link).searchParams.get('asOf')).toBe(today)
    await end(job)
  })

  it('copies a chart in the colours of paper, from a dark desk as from a light one', async () => {
    const job = await open('/reports?section=work')
    const { page } = job
    const light = await coloursCopied(page, 'flow-ac')
    expect(light).toContain('255,255,255')
    await turn(page, 'dark')
    expect(await coloursCopied(page, 'flow-ac')).toEqual(light)
    expect(await isDark(page)).toBe(true)
    await end(job)
  })
})

describe('the reports page', () => {
  const paths = [
    '/',
    ...['plan', 'forecast', 'work', 'supply', 'network'].map((name) => `/reports?section=${name}`),
    '/reports?section=network&region=US-CA&layer=late',
    '/reports?section=work&table=ageing-ac',
    `/reports/rows?figure=orders&state=blocked`,
    '/reports/rows?figure=nothing',
  ]
  it.each(['light', 'dark'] as const)(
    'has no barrier and no complaint: %s',
    async (theme) => {
      const watched = await openPage(browser, server.url, { cookie, theme })
      for (const path of paths) {
        await watched.page.goto(path)
        await watched.page.waitForLoadState('networkidle').catch(() => undefined)
        await watched.page.locator('main h1, main h2, main h3').first().waitFor()
        expect({ path, barriers: await findBarriers(watched.page, 'main') }).toEqual({
          path,
          barriers: [],
        })
      }
      await end(watched)
    },
    240_000,
  )

  it('fits a phone', async () => {
    const watched = await openPage(browser, server.url, { cookie, size: 'phone' })
    for (const path of paths) {
      await watched.page.goto(path)
      await watched.page.locator('main h1, main h2, main h3').first().waitFor()
      const { scrollWidth, clientWidth } = await watched.page.evaluate(
        () => document.documentElement,
      )
      expect({ path, scrollWidth }).toEqual({ path, scrollWidth: clientWidth })
    }
    await end(watched)
  }, 120_000)
})

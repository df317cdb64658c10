import { fillDemo } from '@changeover/server/demo/index'
import { newId } from '@changeover/shared/commands'
import { addWeeks, parseDay } from '@changeover/shared/time'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'
import { findBarriers } from './axe.ts'

/** The desk's header: what a page looks at goes along from page to page, and the search finds all that has a page. */
const today = parseDay(new Date().toISOString().slice(0, 10))
const then = addWeeks(today, -3)

let server: TestServer
let browser: Browser
let manager: Client & { cookie: string }
beforeAll(async () => {
  server = await startTestServer({ isDemo: true })
  await fillDemo(server.opened.services.pool, { seed: 5, today, stations: 300, orders: 250 })
  manager = await server.signIn('program_manager')
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

async function open(path: string, size: 'desk' | 'phone' = 'desk'): Promise<WatchedPage> {
  const watched = await openPage(browser, server.url, { cookie: manager.cookie, size })
  await watched.page.goto(path)
  return watched
}

async function end({ page, complaints }: WatchedPage): Promise<void> {
  expect(complaints).toEqual([])
  await page.context().close()
}

const query = (page: Page) => new URL(page.url()).searchParams
const go = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).first().click()

async function chooseRegion(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Region:/ }).click()
  await page.getByPlaceholder('Find a region').fill(name)
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).click()
}

describe('the scope in the header', () => {
  it('goes along from page to page, and narrows what each shows', async () => {
    const watched = await open('/')
    const { page } = watched
    await chooseRegion(page, 'California')
    await page.waitForURL(/region=US-CA/)
    await go(page, 'Work orders')
    await page.waitForURL(/\/orders\?.*region=US-CA/)
    const { total } = await manager.orders.count.query({ filter: { regions: ['US-CA'] } })
    await page.getByText(new RegExp(`^${total} orders`)).waitFor()
    await go(page, 'Network')
    await page.waitForURL(/\/network\?.*region=US-CA/)
    const sites = await manager.network.countSites.query({ regions: ['US-CA'] })
    await page.getByText(`${sites.total} sites`, { exact: true }).waitFor()
    await go(page, 'Program')
    await page.getByText('California does not narrow this page').waitFor()
    await page.goBack()
    await page.waitForURL(/\/network\?.*region=US-CA/)
    expect(query(page).get('region')).toBe('US-CA')
    await end(watched)
  })

  it('takes a whole country', async () => {
    const watched = await open('/orders')
    const { page } = watched
    await chooseRegion(page, 'Canada')
    await page.waitForURL(/region=CA/)
    const { rows } = await manager.orders.list.query({ limit: 500 })
    const canadian = rows.filter(({ region }) => region.startsWith('CA-')).length
    await page.getByText(new RegExp(`^${canadian} orders`)).waitFor()
    expect(canadian).toBeGreaterThan(0)
    await end(watched)
  })

  it('tints the frame for a past day, and a page that knows only today says so instead', async () => {
    const watched = await open(`/?asOf=${then}`)
    const { page } = watched
    await page.getByText(/You are looking at/).waitFor()
    await go(page, 'Plan')
    await page.getByTestId('plan-then').waitFor()
    expect(query(page).get('asOf')).toBe(then)
    const { rows } = await manager.orders.list.query({ limit: 1 })
    await page.goto(`${server.url}/orders/${rows[0].id}/sheet?asOf=${then}`)
    await page.getByTestId('no-past').waitFor()
    await expect.poll(() => page.getByText(/You are looking at/).count()).toBe(0)
    await page.getByRole('button', { name: 'Show today' }).click()
    await page.getByTestId('no-past').waitFor({ state: 'detached' })
    expect(query(page).get('asOf')).toBeNull()
    await end(watched)
  })

  it('shows sites and milestones as they were on the day, and nothing to change them with', async () => {
    const watched = await open(`/network?asOf=${then}`)
    const { page } = watched
    const sites = await manager.network.countSites.query({ asOf: then })
    await page.getByText(`${sites.total} sites`).first().waitFor()
    await expect.poll(() => page.getByRole('link', { name: 'Import', exact: true }).count()).toBe(0)
    await go(page, 'Program')
    const [{ id: programId }] = await manager.program.listPrograms.query()
    const { milestones } = await manager.program.getProgram.query({ programId, asOf: then })
    const ac = milestones.find(({ name }) => name === 'NACS AC')
    const done = new Intl.NumberFormat('en').format(ac?.doneCount ?? 0)
    await page
      .getByText(new RegExp(`^${done} of`))
      .first()
      .waitFor()
    await page.getByText(/People are named as they are today/).waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Add milestone' }).count()).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    await end(watched)
  })

  it('is one control on a phone', async () => {
    const watched = await open('/?region=US-CA', 'phone')
    const { page } = watched
    await page.getByRole('button', { name: /California · Today/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('As of').fill(then)
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.getByText(/You are looking at/).waitFor()
    expect(await findBarriers(page)).toEqual([])
    const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement)
    expect(scrollWidth).toBe(clientWidth)
    await end(watched)
  })
})

describe('the search', () => {
  it('opens an order by its number, with keys alone', async () => {
    const { rows } = await manager.orders.list.query({ limit: 1 })
    const watched = await open('/')
    const { page } = watched
    await page.getByTestId('sentence').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type(String(rows[0].number))
    await page.getByRole('option', { name: `#${rows[0].number}` }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/orders/${rows[0].id}`)
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await end(watched)
  })

  it('finds sites by name, crews, milestones and pages', async () => {
    const { sites } = await manager.network.listSites.query({ limit: 1 })
    const crews = await manager.orders.listCrews.query({})
    const watched = await open('/reports')
    const { page } = watched
    await page.getByRole('heading', { name: 'Reports', level: 1 }).waitFor()
    const find = async (words: string, name: string | RegExp) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type(words)
      await page.getByRole('option', { name }).first().click()
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    }
    await find(sites[0].name, new RegExp(sites[0].name.replace(/[^\w ]/g, '.')))
    await page.waitForURL(/\/network\/sites\//)
    await find(crews[0].name, crews[0].name)
    await page.waitForURL(/\/program\/crews\?/)
    expect(query(page).get('q')).toBe(crews[0].name)
    await find('NACS DC', 'NACS DC')
    await page.waitForURL(/\/program\?.*milestone=/)
    await find('Drift', 'Drift check')
    await page.waitForURL(/\/network\/drift/)
    await end(watched)
  })

  it('says when nothing is found, and opens by a button on a phone', async () => {
    const watched = await open('/', 'phone')
    const { page } = watched
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    await page.getByPlaceholder(/Number, name/).fill('zzqx 99')
    await page.getByText(/Nothing is found for “zzqx 99”/).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(new URL(page.url()).pathname).toBe('/')
    await end(watched)
  })

  it('shows nobody what lies outside their regions', async () => {
    const { rows } = await manager.orders.list.query({ filter: { regions: ['US-CA'] }, limit: 1 })
    const { cookie } = await server.signIn('dispatcher', { regions: ['US-WA'] })
    const watched = await openPage(browser, server.url, { cookie })
    await watched.page.goto('/')
    await watched.page.getByTestId('sentence').waitFor()
    await watched.page.keyboard.press('/')
    await watched.page.keyboard.type(`#${rows[0].number}`)
    await watched.page.getByText(/Nothing is found/).waitFor()
    await expect.poll(() => watched.page.getByRole('option').count()).toBe(0)
    await end(watched)
  })
})

describe('the history of a record', () => {
  it('tells what changed on an order, before and after, and takes it back', async () => {
    const { rows } = await manager.orders.list.query({ filter: { states: ['planned'] }, limit: 1 })
    const [{ id, priority }] = rows
    const next = priority === 1 ? 2 : 1
    await manager.orders.change.mutate({
      commandId: newId(),
      data: {
        selection: { orderIds: [id] },
        change: { set: { priority: next }, step: null, reason: null },
      },
    })
    const watched = await open(`/orders/${id}`)
    const { page } = watched
    const entry = page.getByTestId('history').getByRole('listitem').first()
    await entry.getByText('Changed at the desk').waitFor()
    await expect.poll(() => entry.getByText('Priority').count()).toBe(1)
    await expect.poll(() => entry.locator('del').textContent()).toBe(String(priority))
    await expect.poll(() => entry.locator('ins').textContent()).toBe(String(next))
    await entry.getByRole('button', { name: 'Take back' }).click()
    await page.getByTestId('history').getByText('Taken back').first().waitFor()
    const after = await manager.orders.get.query({ orderId: id })
    expect(after.priority).toBe(priority)
    expect(await findBarriers(page)).toEqual([])
    await end(watched)
  })
})

describe('what an organisation decides', () => {
  it('whether photos keep their position: the administrator does, an auditor reads it', async () => {
    const administrator = await server.signIn('administrator')
    const watched = await openPage(browser, server.url, { cookie: administrator.cookie })
    await watched.page.goto('/admin/settings')
    const choice = watched.page.getByRole('switch', { name: 'Keep where a photo was taken' })
    await choice.click()
    await watched.page.getByText('Saved: it holds for photos from now on').first().waitFor()
    await expect.poll(() => administrator.files.policy.query()).toEqual({ keepsPosition: true })
    expect(await findBarriers(watched.page)).toEqual([])
    await end(watched)
    const auditor = await server.signIn('auditor')
    const reader = await openPage(browser, server.url, { cookie: auditor.cookie })
    await reader.page.goto('/admin/settings')
    await reader.page.getByText('Only an administrator may change this.').waitFor()
    await expect.poll(() => reader.page.getByRole('switch').isDisabled()).toBe(true)
    await end(reader)
  })
})

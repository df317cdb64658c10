import type { Id } from '@changeover/shared/commands'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { buildSite } from '../support/network.ts'
import { createCrew, createRollout, generateOrders } from '../support/rollout.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'
import { findBarriers } from './axe.ts'
import { countedPage, type CountedPage } from './counted-page.ts'

/** The orders' page as a program manager works on it: views, columns, and many orders at once. */
let server: TestServer
let browser: Browser
let desk: CountedPage
let manager: Client & { cookie: string }
let crewId: Id<'Crew'>

const ORDERS = 205

beforeAll(async () => {
  server = await startTestServer()
  browser = await launchBrowser()
  await server.signIn('administrator') // Without one, every page is the first run's.
  manager = await server.signIn('program_manager')
  const { db } = server.opened.services
  for (let site = 1; site <= ORDERS; site++)
    await buildSite(db, { name: `Site ${String(site).padStart(3, '0')}` })
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
  crewId = await createCrew(manager, { name: 'Crew Rainier' })
  desk = await countedPage(browser, server.url, { path: '/orders', cookie: manager.cookie })
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

const scheduled = () => manager.orders.count.query({ filter: { crewId, states: ['scheduled'] } })

describe('the orders’ page', () => {
  it('moves 200 orders in four actions, with a preview, and takes it back in one', async () => {
    const { page, act } = desk
    await page.goto('/orders')
    const before = desk.count()
    await page.getByText('205 orders').waitFor()
    await act(() => page.getByLabel('Select all that the filter finds').click())
    await act(() =>
      page
        .getByRole('region', { name: /selected/ })
        .getByLabel('Crew', { exact: true })
        .click(),
    )
    await act(() => page.getByRole('option', { name: 'Crew Rainier' }).click())
    await page.getByText(/To Crew Rainier on .*: 205 orders with 205 ports/).waitFor()
    await act(() => page.getByRole('button', { name: 'Assign 205' }).click())
    expect(desk.count() - before).toBeLessThanOrEqual(4)
    await page
      .getByText(/205 orders assigned to Crew Rainier/)
      .first()
      .waitFor()
    await expect.poll(() => scheduled()).toMatchObject({ total: 205 })
    await page.getByRole('button', { name: 'Undo' }).first().click()
    await page.getByText('205 orders are as they were before').first().waitFor()
    await expect.poll(() => scheduled()).toMatchObject({ total: 0 })
    expect(desk.complaints).toEqual([])
  })

  it('shows a small scope as a board by state, and says when it is too large for one', async () => {
    const { page } = desk
    await page.goto('/orders?layout=board')
    await page.getByText('205 orders are too many for a board').waitFor()
    await page.goto('/orders?layout=board&search=Site 00')
    const planned = page.getByRole('region', { name: 'Planned' })
    await planned.getByRole('button', { name: /Site 009/ }).waitFor()
    await expect.poll(() => planned.getByRole('listitem').count()).toBe(9)
    expect(await findBarriers(page)).toEqual([])
    await planned.getByRole('button', { name: /Site 009/ }).press('Enter')
    await page.getByRole('complementary').getByText('Site 009').first().waitFor()
    expect(page.url()).toContain('layout=board')
    await page.getByRole('button', { name: 'Board' }).click()
    await page.getByRole('columnheader', { name: /Site/ }).first().waitFor()
    expect(desk.complaints).toEqual([])
  })

  it('changes any field of a few, and shows what each order gets', async () => {
    const { page } = desk
    await page.goto('/orders?search=Site+00')
    await page.getByText('9 orders').waitFor()
    await page.getByLabel('Select all that the filter finds').click()
    const bar = page.getByRole('region', { name: /selected/ })
    await bar.getByLabel('What to change').click()
    await page.getByRole('option', { name: 'Priority' }).click()
    await bar.getByLabel('Priority', { exact: true }).last().click()
    await page.getByRole('option', { name: 'Priority 1' }).click()
    await bar.getByText(/9 orders with 9 ports to change: priority of 9/).waitFor()
    await bar.getByRole('button', { name: 'Show a few' }).click()
    await bar.getByText('Site 001').waitFor()
    await bar.getByRole('button', { name: 'Change 9' }).click()
    await page.getByText('Priority: 9 orders changed').first().waitFor()
    await expect
      .poll(() => manager.orders.count.query({ filter: { priority: 1 } }))
      .toMatchObject({
        total: 9,
      })
  })

  it('keeps a view with its filters, opens with it, and forgets it again', async () => {
    const { page } = desk
    await page.goto('/orders?priority=1&sort=scheduledOn')
    await page.getByRole('button', { name: 'Keep as view' }).click()
    await page.getByLabel('Name').fill('Urgent ones')
    await page.getByRole('button', { name: 'Save' }).click()
    const tab = page.getByRole('button', { name: 'Urgent ones' })
    await tab.waitFor()
    await page.getByLabel('What to do with this view').click()
    await page.getByRole('menuitem', { name: 'Open the page with this view' }).click()
    await page.goto('/overview')
    await page.goto('/orders')
    await page.getByText('9 orders').waitFor()
    expect(new URL(page.url()).searchParams.get('priority')).toBe('1')
    await page.getByLabel('What to do with this view').click()
    await page.getByRole('menuitem', { name: 'Delete view' }).click()
    await tab.waitFor({ state: 'detached' })
    await page.getByText('205 orders').waitFor()
  })

  it('keeps the chosen columns for the person, on every desk', async () => {
    const { page } = desk
    await page.goto('/orders?view=all')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Due', exact: true }).click()
    await page.getByRole('columnheader', { name: /Due/ }).waitFor()
    const other = await openPage(browser, server.url, { cookie: manager.cookie })
    await other.page.goto('/orders?view=all')
    await other.page.getByRole('columnheader', { name: /Due/ }).waitFor()
    expect((await manager.orders.desk.query()).columns).toContain('dueOn')
    await other.page.context().close()
  })

  it('takes a CSV back: says what is wrong, then changes the orders', async () => {
    const { page } = desk
    const { rows } = await manager.orders.list.query({ limit: 2 })
    const bring = async (text: string) => {
      await page.getByRole('button', { name: 'Files' }).click()
      await page.getByRole('menuitem', { name: 'Import changes from a CSV' }).click()
      await page
        .getByLabel('Choose a CSV file')
        .setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    }
    await page.goto('/orders?view=all')
    await bring(`Order,Due on,Crew\n${rows[0].number},soon,\n${rows[1].number},,Nobody\n`)
    await page.getByText('2 errors').waitFor()
    await page.getByText(/Line 2 · Due on “soon”/).waitFor()
    await page.getByRole('button', { name: 'Back' }).click()
    await bring(`Order,Due on\n${rows[0].number},2026-12-24\n`)
    await page.getByRole('button', { name: 'Change 1 order' }).click()
    await page.getByText('1 order changed from the file').first().waitFor()
    const changed = await manager.orders.get.query({ orderId: rows[0].id })
    expect(changed.dueOn).toBe('2026-12-24')
  })

  it.each(['light', 'dark'] as const)(
    'is readable by everybody, %s, wide and narrow',
    async (theme) => {
      for (const size of ['desk', 'phone'] as const) {
        const { page, complaints } = await openPage(browser, server.url, {
          cookie: manager.cookie,
          theme,
          size,
        })
        await page.goto('/orders')
        await page.getByRole('row').nth(2).waitFor()
        await page.getByLabel('Select all that the filter finds').click()
        await page.getByRole('button', { name: 'Assign 205' }).waitFor()
        expect(await findBarriers(page, '#content')).toEqual([])
        expect(complaints).toEqual([])
        await page.context().close()
      }
    },
  )
})

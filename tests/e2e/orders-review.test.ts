import { newId, type Id } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { buildSite } from '../support/network.ts'
import {
  assignOrders,
  closeOrder,
  createCrew,
  createRollout,
  generateOrders,
} from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { findBarriers } from './axe.ts'

/** Closed orders, looked at one after the other without a mouse; and what the crews send back. */
let server: TestServer
let browser: Browser
let desk: WatchedPage
let manager: Client & { cookie: string }
let ids: Id<'WorkOrder'>[]

beforeAll(async () => {
  server = await startTestServer()
  browser = await launchBrowser()
  await server.signIn('administrator') // Without one, every page is the first run's.
  manager = await server.signIn('program_manager')
  for (const name of ['Alder', 'Birch', 'Cedar'])
    await buildSite(server.opened.services.db, { name })
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
  const crewId = await createCrew(manager)
  const crew = await server.signIn('crew', { crewId })
  ids = (await manager.orders.list.query({})).rows.map(({ id }) => id)
  await assignOrders(manager, crewId, parseDay('2026-11-20'), ids)
  const part = { partId: newId<'OrderPart'>(), kind: 'returned' as const, name: 'Holster, left' }
  await closeOrder(crew, ids[0], { parts: [{ ...part, serial: 'H-77', isFaulty: true }] })
  await closeOrder(crew, ids[1])
  await closeOrder(crew, ids[2])
  desk = await openPage(browser, server.url, { cookie: manager.cookie })
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

const statesOf = () =>
  Promise.all(ids.map(async (orderId) => (await manager.orders.get.query({ orderId })).state))

describe('the review', () => {
  it('accepts with A, sends back with R and a reason, moves with J and K, and undoes with U', async () => {
    const { page } = desk
    await page.goto('/orders/review')
    await page.getByRole('heading', { name: 'Alder' }).waitFor()
    await page.getByRole('heading', { name: 'Checklist' }).waitFor()
    await page.keyboard.press('j')
    await page.getByRole('heading', { name: 'Birch' }).waitFor()
    await page.keyboard.press('k')
    await page.getByRole('heading', { name: 'Alder' }).waitFor()
    await page.keyboard.press('a')
    await page.getByRole('heading', { name: 'Birch' }).waitFor()
    await expect.poll(() => statesOf()).toEqual(['verified', 'done', 'done'])
    await page.keyboard.press('r')
    await page.getByLabel('What is to be put right?').fill('The photo is dark.')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Cedar' }).waitFor()
    await expect.poll(() => statesOf()).toEqual(['verified', 'reopened', 'done'])
    await page.keyboard.press('u')
    await page.getByRole('heading', { name: 'Birch' }).waitFor()
    await expect.poll(() => statesOf()).toEqual(['verified', 'done', 'done'])
    expect(desk.complaints).toEqual([])
  })

  it('refuses a decision on an order that has changed since it was shown', async () => {
    const { version } = await manager.orders.get.query({ orderId: ids[2] })
    const data = {
      selection: { orderIds: [ids[2]] },
      change: { set: {}, step: 'verify' as const, reason: null },
    }
    const stale = manager.orders.change.mutate({
      commandId: newId(),
      baseVersion: version - 1,
      data,
    })
    expect(await refusalOf(stale)).toMatchObject({ code: 'CONFLICT' })
  })

  it('lists what comes back, and exports it', async () => {
    const { page } = desk
    await page.goto('/orders/returns')
    const row = page.getByRole('row', { name: /Holster, left.*H-77.*faulty.*Alder/ })
    await row.waitFor()
    const response = await fetch(`${server.url}/api/orders/returns.csv`, {
      headers: { cookie: manager.cookie },
    })
    expect(await response.text()).toMatch(/"?Holster, left"?,H-77,yes,,\d+,Alder,US-WA,/)
    const crew = await server.signIn('crew')
    expect(await refusalOf(crew.orders.returns.query({}))).toMatchObject({ code: 'FORBIDDEN' })
  })

  it('has no barriers, light and dark, wide and narrow', async () => {
    for (const theme of ['light', 'dark'] as const)
      for (const size of ['desk', 'phone'] as const) {
        const { page } = await openPage(browser, server.url, {
          cookie: manager.cookie,
          theme,
          size,
        })
        await page.goto('/orders/review')
        await page.getByRole('heading', { name: 'Checklist' }).waitFor()
        expect(await findBarriers(page, '#content')).toEqual([])
        await page.goto(`/orders/${ids[0]}`)
        await page.getByRole('heading', { name: 'History' }).waitFor()
        await page.getByText('Created').waitFor()
        expect(await findBarriers(page, '#content')).toEqual([])
        await page.context().close()
      }
  })
})

describe('the job sheet', () => {
  it('is a PDF of its own with host, access, code and every step, without the frame around it', async () => {
    const { db } = server.opened.services
    const { site } = await manager.orders.get.query({ orderId: ids[1] })
    await db
      .updateTable('site')
      .set({ hostContact: 'Ana Host, +1 555 0100', accessNotes: 'Gate code at the desk' })
      .where('id', '=', site.id)
      .execute()
    const { page, complaints } = await openPage(browser, server.url, { cookie: manager.cookie })
    await page.goto(`/orders/${ids[1]}/sheet`)
    await page.getByText('Ana Host, +1 555 0100').waitFor()
    await page.getByText('Gate code at the desk').waitFor()
    await page.getByRole('img', { name: `${server.url}/orders/${ids[1]}` }).waitFor()
    await page.emulateMedia({ media: 'print' })
    await expect.poll(() => page.getByRole('link', { name: 'Work orders' }).isVisible()).toBe(false)
    await expect.poll(() => page.getByText('Photo after').isVisible()).toBe(true)
    const pdf = await page.pdf({ format: 'Letter' })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
    expect(await findBarriers(page, '#content')).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

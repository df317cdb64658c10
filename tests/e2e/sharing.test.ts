import { fillDemo } from '@changeover/server/demo/index'
import { reportToday } from '@changeover/server/forecast/index'
import { newId } from '@changeover/shared/commands'
import { toDay } from '@changeover/shared/time'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'
import { findBarriers } from './axe.ts'

/** The page that leaves the house: on paper, behind a link, in a mail. */
const today = toDay(Temporal.Now.plainDateISO('UTC'))
/** The printable part of a landscape page with 12 mm margins, the smaller of A4 and Letter, at 96 dpi. */
const PAPER = { width: 964, height: 703 }

let server: TestServer
let browser: Browser
let executive: Client & { cookie: string }

beforeAll(async () => {
  server = await startTestServer({ isDemo: true })
  const { services } = server.opened
  await fillDemo(services.pool, { seed: 11, today, stations: 400, orders: 350 })
  await reportToday(services)
  executive = await server.signIn('executive')
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

/** Counts what a person does: clicks, keys, choices. */
function counting(page: Page) {
  let actions = 0
  return {
    async click(name: string | RegExp, role: 'link' | 'button' = 'button') {
      actions += 1
      await page.getByRole(role, { name }).first().click()
    },
    count: () => actions,
  }
}

describe('the board PDF', () => {
  it('is one action from the overview, three whole pages, nothing cut', async () => {
    const { page, complaints } = await openPage(browser, server.url, {
      cookie: executive.cookie,
      theme: 'dark',
    })
    // A browser without a window has no print dialog: that it was asked for is noted.
    await page.addInitScript('window.asked = 0; window.print = () => { window.asked += 1 }')
    await page.goto('/')
    const { click, count } = counting(page)
    await click('Board PDF', 'link')
    await expect.poll(() => page.evaluate('window.asked'), { timeout: 20_000 }).toBe(1)
    expect(count()).toBe(1)
    expect(new URL(page.url()).searchParams.has('print')).toBe(false)
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize(PAPER)
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    const { pages, cut } = (await page.evaluate(`(() => {
      const sheets = [...document.querySelectorAll('.sheet-page')].map((one) => one.getBoundingClientRect())
      const parts = [...document.querySelectorAll('.sheet canvas, .sheet table, .sheet section > header')]
      const cut = parts.filter((part) => {
        const { left, right } = part.getBoundingClientRect()
        return left < 0 || right > ${PAPER.width}
      })
      return { pages: sheets.map(({ height }) => height), cut: cut.length }
    })()`)) as { pages: number[]; cut: number }
    expect(pages).toHaveLength(3)
    for (const height of pages) expect(height).toBeLessThanOrEqual(PAPER.height)
    expect(cut).toBe(0)
    // Print dialogs leave backgrounds out unless the page insists: bars and the tile map are backgrounds.
    expect(
      await page.evaluate("getComputedStyle(document.querySelector('.sheet')).printColorAdjust"),
    ).toBe('exact')
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(3)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe('any other page on paper', () => {
  it('is light in the dark, whole, and without the frame around it', async () => {
    const { page, complaints } = await openPage(browser, server.url, {
      cookie: executive.cookie,
      theme: 'dark',
    })
    await page.goto('/program')
    await page.getByText('NACS AC').first().waitFor()
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await expect.poll(() => page.getByRole('link', { name: 'Work orders' }).isVisible()).toBe(false)
    await expect.poll(() => page.getByRole('button', { name: /Search/ }).isVisible()).toBe(false)
    const pages = (await page.pdf({ format: 'Letter' }))
      .toString('latin1')
      .match(/\/Type\s*\/Page\b/g)
    expect(pages?.length).toBeGreaterThan(1)
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    await expect.poll(() => page.evaluate('document.documentElement.className')).toBe('light')
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    await expect.poll(() => page.evaluate('document.documentElement.className')).toBe('dark')
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe('a frozen link', () => {
  it('is made, opened without an account on a phone, and withdrawn', async () => {
    const manager = await server.signIn('program_manager')
    const desk = await openPage(browser, server.url, { cookie: manager.cookie })
    await desk.page.goto('/reports/sharing')
    await desk.page.getByLabel('Who or what it is for').fill('Board meeting')
    await desk.page.getByRole('switch').click()
    await desk.page.getByRole('button', { name: 'Make the link' }).click()
    const address = await desk.page
      .getByRole('link', { name: 'Open Board meeting' })
      .getAttribute('href')
    expect(address).toContain('/shared#')

    const reader = await openPage(browser, server.url, { size: 'phone' })
    await reader.page.goto(address ?? '')
    await reader.page.getByText('Frozen by').waitFor()
    await reader.page.getByText('Board meeting').waitFor()
    await expect
      .poll(() => reader.page.evaluate('document.body.scrollWidth'))
      .toBeLessThanOrEqual(390)
    expect(reader.complaints).toEqual([])

    await desk.page.getByText('by Test program_manager').waitFor()
    await desk.page.mouse.move(0, 0)
    await expect.poll(() => findBarriers(desk.page), { timeout: 10_000 }).toEqual([])
    await desk.page.getByRole('button', { name: 'Withdraw' }).click()
    await desk.page.getByText('Board meeting is withdrawn').first().waitFor()
    await reader.page.reload()
    await reader.page.getByText('This report link has expired or was withdrawn.').waitFor()
    expect(desk.complaints).toEqual([])
    await Promise.all([desk.page.context().close(), reader.page.context().close()])
  })

  it('leads through the sign-in where its maker wants that, and back', async () => {
    const { result } = await executive.sharing.createLink.mutate({
      commandId: newId<'Command'>(),
      data: {
        name: 'For colleagues',
        programId: null,
        regions: null,
        asOf: null,
        days: 5,
        needsSignIn: true,
      },
    })
    const { page } = await openPage(browser, server.url)
    await page.goto(result.address)
    await page.waitForURL(/\/sign-in/)
    expect(new URL(page.url()).searchParams.get('to')).toBe(result.address)
    await page.context().close()
  })
})

describe('the weekly mail', () => {
  it('is two actions away: open, send it to me', async () => {
    const { page, complaints } = await openPage(browser, server.url, { cookie: executive.cookie })
    await page.goto('/')
    const { click, count } = counting(page)
    await click('Links and mail', 'link')
    await click('Send it to me')
    await page.getByText(/^Comes to executive-/).waitFor()
    expect(count()).toBe(2)
    const mail = page.frameLocator('iframe')
    await mail.getByText('Hello Test executive,').waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

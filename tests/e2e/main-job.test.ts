import { newId } from '@changeover/shared/commands'
import type { OrderDetail } from '@changeover/shared/orders'
import { addDays, toDay } from '@changeover/shared/time'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { hasRealData, realFile } from '../support/data.ts'
import { fillChecklist } from '../support/rollout.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'
import { openPhone, type Phone } from './field-scene.ts'

/**
 * The main job from front to back on a real network, as people do it: from an empty installation to
 * an executive who sees a crew's close on the overview. Each step leaves what the next one needs.
 */
const washington = realFile('afdc_wa_2025-02-09.csv.gz')
const ada = {
  name: 'Ada Administrator',
  email: 'ada@example.org',
  password: 'a sentence to remember',
}
const today = toDay(Temporal.Now.plainDateISO())

let server: TestServer
let browser: Browser
let desk: WatchedPage
let manager: Client & { cookie: string }

beforeAll(async () => {
  server = await startTestServer()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

describe.skipIf(!hasRealData)('the main job (skipped where CHANGEOVER_DATA is missing)', () => {
  it('0 · an empty installation asks for its administrator', async () => {
    const first = await openPage(browser, server.url)
    await first.page.goto('/')
    await first.page.getByLabel('Your name').fill(ada.name)
    await first.page.getByLabel('E-mail').fill(ada.email)
    await first.page.getByLabel('Password').fill(ada.password)
    await first.page.getByRole('button', { name: 'Create administrator' }).click()
    await first.page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(first.complaints).toEqual([])
    await first.page.context().close()
    manager = await server.signIn('program_manager')
    desk = await openPage(browser, server.url, { cookie: manager.cookie })
  })

  it('1 · the program manager loads the network in three actions', async () => {
    const { page } = desk
    await page.goto('/network')
    await page.getByRole('link', { name: 'Import' }).first().click()
    await page.locator('input[type=file]').setInputFiles(washington)
    await chooseNetwork(page)
    await page.getByText('1,301').first().waitFor()
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText(/^Imported: 1,301 new stations/).waitFor({ timeout: 60_000 })
    const summary = await manager.network.summary.query()
    expect(summary).toMatchObject({ stations: 1301 })
    await page.goto('/network')
    await page.getByText('1,301 stations').waitFor()
    await page.getByText('2,367 ports').waitFor()
    expect(desk.complaints).toEqual([])
  }, 120_000)

  it('2 · creates the program from its template and generates the work orders', async () => {
    const { page } = desk
    await page.goto('/program')
    await page.getByRole('button', { name: 'Create from a template' }).click()
    // A gate opens on the day of the site: while it is early in the day here, it is still yesterday there.
    await page.getByLabel('Work may begin').first().fill(addDays(today, -1))
    await page.getByRole('button', { name: 'Create program' }).click()
    await page.getByRole('button', { name: 'Generate work orders' }).click()
    await page.getByRole('button', { name: /^Generate [\d,]+ orders/ }).click()
    await page
      .getByText(/orders? generated/)
      .first()
      .waitFor({ timeout: 60_000 })
    const { rows } = await manager.orders.list.query({ limit: 200 })
    expect(rows.length).toBeGreaterThan(100)
    await page.getByRole('heading', { name: 'Exceptions' }).waitFor()
    expect(desk.complaints).toEqual([])
  })

  it('3 · adds a crew and gives it orders for today, many at once', async () => {
    const { page } = desk
    await page.getByRole('button', { name: 'Add crew' }).click()
    await page.getByLabel('Name', { exact: true }).last().fill('Crew Rainier')
    await page.getByPlaceholder('Such as US-WA').fill('US-WA')
    await page.getByRole('button', { name: 'Add crew' }).click()
    await page.getByText('Crew Rainier is added').first().waitFor()
    const [{ id: programId }] = await manager.program.listPrograms.query()
    const { milestones } = await manager.program.getProgram.query({ programId })
    const ac = milestones.find(({ name }) => name === 'NACS AC')
    await page.goto(`/orders?milestone=${ac?.id}`)
    for (const row of [0, 1, 2])
      await page
        .getByLabel(/^Select order/)
        .nth(row)
        .click()
    await page.getByLabel('Crew', { exact: true }).last().click()
    await page.getByRole('option', { name: 'Crew Rainier' }).click()
    await page.getByRole('button', { name: 'Assign 3' }).click()
    await page
      .getByText(/3 orders assigned to Crew Rainier/)
      .first()
      .waitFor()
    expect(desk.complaints).toEqual([])
  })

  it('4 · the administrator invites somebody into the crew, and sees whose orders they get', async () => {
    const administrator = await server.signIn('administrator')
    const { page, complaints } = await openPage(browser, server.url, {
      cookie: administrator.cookie,
    })
    await page.goto('/admin')
    await page.getByRole('button', { name: 'Invite somebody' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Lin Fitter')
    await dialog.getByLabel('E-mail').fill('lin@example.org')
    await dialog.getByLabel('Role').click()
    await page.getByRole('option', { name: 'Crew', exact: true }).click()
    await dialog.getByLabel('Crew').click()
    await page.getByRole('option', { name: 'Crew Rainier' }).click()
    await dialog.getByText('3 open work orders').waitFor()
    await dialog.getByRole('button', { name: 'Invite' }).click()
    await dialog.getByText('Hand this link on').waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    const [{ id: crewId }] = await manager.orders.listCrews.query({})
    const people = await administrator.accounts.listPeople.query()
    expect(people.find(({ name }) => name === 'Lin Fitter')).toMatchObject({ role: 'crew', crewId })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('5 · the crew closes an order on a phone, and the executive sees it without a reload', async () => {
    const crews = await manager.orders.listCrews.query({})
    const crew = await server.signIn('crew', { crewId: crews[0].id })
    const executive = await server.signIn('executive')
    const board = await openPage(browser, server.url, { cookie: executive.cookie })
    await board.page.goto('/')
    const done = board.page
      .locator('[data-milestone] [data-testid="done"]')
      .getByText(/^[1-9][\d,]* of [\d,]+$/)
      .first()
    await board.page
      .getByText(/^0 of [\d,]+$/)
      .first()
      .waitFor()
    await expect.poll(() => done.isVisible()).toBe(false)

    const phones: Browser[] = []
    const phone = await openPhone(phones, server.url, { cookie: crew.cookie })
    const { orders } = await crew.orders.today.query({ from: today, to: today })
    await closeOnPhone(phone, orders[0])
    await done.waitFor()
    const closed = await manager.orders.list.query({ filter: { states: ['done'] }, limit: 10 })
    expect(closed.rows).toHaveLength(1)

    await closeAndSee(board.page, crew, orders[1])
    expect([...board.complaints, ...phone.complaints]).toEqual([])
    await Promise.all(phones.map((own) => own.close()))
  }, 180_000)
})

/** Works through an order as the phone asks for it: next step after next step. */
async function closeOnPhone(phone: Phone, order: OrderDetail): Promise<void> {
  await phone.tap(order.site.name)
  await phone.tap('Arrived')
  await phone.tap(order.ports[0].stationName)
  await phone.tap(order.kits[0].family)
  await phone.shoot('Take the photo')
  await phone.tap(/OK$/, '.bar')
  await phone.shoot('Take the photo')
  await phone.tap('Done', '.bar')
  await phone.page.getByText('This order is done').waitFor()
  await phone.tap('Back to today')
  await phone.isSafe()
}

/** Closes an order and waits until the open overview shows it; `bench live` measures how long that takes. */
async function closeAndSee(board: Page, crew: Client, { id: orderId }: OrderDetail): Promise<void> {
  await crew.orders.start.mutate({ commandId: newId(), data: { orderId } })
  await fillChecklist(crew, orderId)
  const order = await crew.orders.get.query({ orderId })
  const before = await board.locator('main').innerText()
  await crew.orders.close.mutate({
    commandId: newId(),
    data: {
      orderId,
      ports: order.ports.map(({ id, kitTypeId }) => ({
        portId: id,
        outcome: 'fitted',
        standard: 'NACS',
        kitTypeId: kitTypeId ?? order.kits[0].id,
      })),
    },
  })
  await expect
    .poll(() => board.locator('main').innerText(), { timeout: 20_000, interval: 20 })
    .not.toBe(before)
}

/** The page proposes the network with the most rows; a person who wants another picks it. */
async function chooseNetwork(page: Page): Promise<void> {
  await page.getByText('ChargePoint Network (1,301)').waitFor({ timeout: 30_000 })
}

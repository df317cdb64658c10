import { runPlan } from '@changeover/server/planning/index'
import { newId, type Id } from '@changeover/shared/commands'
import { addDays, toDay, weekdayOf } from '@changeover/shared/time'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { buildPlanningScene, type PlanningScene } from '../support/planning.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'
import { findBarriers } from './axe.ts'

/** The plan page as a program manager uses it; every action on the way is counted. */
let server: TestServer
let browser: Browser
let scene: PlanningScene
let manager: Client & { cookie: string }
let desk: WatchedPage

beforeAll(async () => {
  server = await startTestServer()
  await server.signIn('administrator')
  scene = await buildPlanningScene(server, { sites: 6 })
  manager = await server.signIn('program_manager')
  browser = await launchBrowser()
  desk = await openPage(browser, server.url, { cookie: manager.cookie })
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

const today = toDay(Temporal.Now.plainDateISO())

/** Clicks and counts. */
let actions = 0
async function act(name: RegExp): Promise<void> {
  await desk.page.getByRole('button', { name }).first().click()
  actions++
}

/** Does what the queue does with a plan that was asked for. */
async function makeAskedPlan(): Promise<void> {
  await expect
    .poll(async () => {
      const [plan] = await manager.planning.listPlans.query({ programId: scene.programId })
      return plan?.state
    })
    .toBe('running')
  const [plan] = await manager.planning.listPlans.query({ programId: scene.programId })
  await runPlan(server.opened.services, server.connection, plan.id)
}

/** Somebody else gives an order to its crew a day later. */
async function moveADay({ id }: { id: Id<'WorkOrder'> }): Promise<void> {
  const { crew, scheduledOn } = await manager.orders.get.query({ orderId: id })
  if (!crew || !scheduledOn) throw new Error('The order has no crew and day yet.')
  await manager.orders.assign.mutate({
    commandId: newId(),
    data: { selection: { orderIds: [id] }, crewId: crew.id, day: addDays(scheduledOn, 1) },
  })
}

describe('the plan page', () => {
  it('says what to do while there is no plan', async () => {
    await desk.page.goto('/plan')
    await desk.page.getByText('No plan yet').waitFor()
    expect(desk.complaints).toEqual([])
  })

  it('assigns a week in three actions: Propose, Review, Accept', async () => {
    const { page } = desk
    actions = 0
    await act(/^Propose/)
    await page.getByText('A plan is being made').waitFor()
    await makeAskedPlan()
    await act(/^Review$/)
    await page.getByRole('row', { name: /Site 01/ }).waitFor()
    await act(/^Accept all 6$/)
    await page.getByText('6 orders have their crew and day').first().waitFor()
    expect(actions).toBe(3)
    const { rows } = await manager.orders.list.query({})
    expect(rows.every(({ state, scheduledOn }) => state === 'scheduled' && scheduledOn)).toBe(true)
    expect(desk.complaints).toEqual([])
  })

  it('takes it back in one', async () => {
    actions = 0
    await act(/^Undo$/)
    await desk.page.getByText('6 orders are back where they were').first().waitFor()
    expect(actions).toBe(1)
    const { rows } = await manager.orders.list.query({})
    expect(rows.map(({ state }) => state)).toEqual(Array(6).fill('planned'))
  })

  it('opens a week from the grid by keyboard, and moves an order with the validator’s word first', async () => {
    const { page } = desk
    await act(/^Review$/)
    await act(/^Accept all/)
    await page.getByText('6 orders have their crew and day').first().waitFor()
    await page.goto('/plan')
    const [first] = (await manager.orders.list.query({})).rows.toSorted((a, b) =>
      (a.scheduledOn ?? '') < (b.scheduledOn ?? '') ? -1 : 1,
    )
    await page.locator('[data-cell][tabindex="0"]').focus()
    for (let step = 0; step < 3; step++) {
      const label = await page.locator('[data-cell]:focus').getAttribute('aria-label')
      if (!label?.includes(' 0 of ')) break
      await page.keyboard.press('ArrowRight')
    }
    await page.keyboard.press('Enter')
    const block = page.locator(`[data-order="${first.id}"]`).getByRole('button')
    await block.waitFor()
    await block.press('Enter')
    const panel = page.getByRole('complementary', { name: `Order #${first.number}` })
    await panel.getByLabel('Day').click()
    await page.getByRole('option').nth(6).click()
    await panel.getByText(/the crew is off on/).waitFor()
    await panel.getByLabel('Day').click()
    await page
      .getByRole('option')
      .nth(weekdayOf(first.scheduledOn ?? today) - 1)
      .click()
    await panel.getByLabel('Crew').click()
    await page
      .getByRole('option', { name: first.crewName === 'Crew 1' ? 'Crew 2' : 'Crew 1' })
      .click()
    await panel.getByText(/Fits: home at/).waitFor()
    await panel.getByRole('button', { name: 'Move', exact: true }).click()
    await page
      .getByText(new RegExp(`Order #${first.number} moved to`))
      .first()
      .waitFor()
    const moved = await manager.orders.get.query({ orderId: first.id })
    expect(moved.crew?.name).not.toBe(first.crewName)
    await page.getByRole('button', { name: 'Undo' }).first().click()
    await page.getByText(`Order #${first.number} is back where it was`).first().waitFor()
    const back = await manager.orders.get.query({ orderId: first.id })
    expect(back.crew?.name).toBe(first.crewName)
    expect(desk.complaints).toEqual([])
  })

  it('moves an order by dragging it to another crew, with the word under the pointer, and back', async () => {
    const { page } = desk
    const [first, last] = (await manager.orders.list.query({})).rows.toSorted((a, b) =>
      (a.scheduledOn ?? '') < (b.scheduledOn ?? '') ? -1 : 1,
    )
    const other = first.crewName === 'Crew 1' ? 'Crew 2' : 'Crew 1'
    const block = page.locator(`[data-order="${first.id}"]`)
    const crewName = page.locator('.crew-calendar').getByText(other, { exact: true })
    await page.reload()
    await expect.poll(() => page.locator('[data-order]').count()).toBe(6)
    const from = await block.boundingBox()
    const row = await crewName.boundingBox()
    if (!from || !row) throw new Error('The board is not drawn.')
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
    await page.mouse.down()
    await page.mouse.move(from.x + from.width / 2, row.y + row.height / 2, { steps: 8 })
    await page
      .getByRole('status')
      .getByText(/Fits: home at/)
      .waitFor()
    // Somebody else's change meanwhile must not take the block out of the hand.
    const refreshed = page.waitForResponse((response) => response.url().includes('planning.week'))
    await moveADay(last)
    await refreshed
    await page.mouse.up()
    await page.getByText(`Order #${first.number} moved to ${other}`).first().waitFor()
    const moved = await manager.orders.get.query({ orderId: first.id })
    expect(moved).toMatchObject({ crew: { name: other }, scheduledOn: first.scheduledOn })
    await page.getByRole('button', { name: 'Undo' }).first().click()
    await page.getByText(`Order #${first.number} is back where it was`).first().waitFor()
    const back = await manager.orders.get.query({ orderId: first.id })
    expect(back.crew?.name).toBe(first.crewName)
    expect(desk.complaints).toEqual([])
  })

  it('keeps what is looked at in its address', async () => {
    const address = desk.page.url()
    expect(address).toContain(`territory=${scene.territoryId}`)
    await desk.page.goto(address)
    await desk.page.getByRole('heading', { name: /Puget Sound, week of/ }).waitFor()
  })

  it.each(['light', 'dark'] as const)('has no fault that axe can find, %s', async (theme) => {
    const own = await openPage(browser, server.url, { theme, cookie: manager.cookie })
    await own.page.goto(desk.page.url())
    await own.page.locator('[data-order]').first().waitFor()
    expect(await findBarriers(own.page)).toEqual([])
    await own.page.context().close()
  })

  it('shows what happens when kits slip two weeks, in three actions', async () => {
    const { page } = desk
    await page.goto('/plan')
    actions = 0
    await act(/^What if it slips/)
    await act(/^2 weeks$/)
    await act(/^See the effect$/)
    await page.getByText(/^What-if: CT4000-NACS at Renton 2 weeks later/).waitFor()
    await makeAskedPlan()
    await page.getByRole('cell', { name: 'same' }).first().waitFor()
    expect(actions).toBe(3)
    expect(desk.complaints).toEqual([])
  })

  it('keeps a what-if in its address, and leaves the live plan as it was', async () => {
    const { page } = desk
    await page.reload()
    await page.getByText(/^What-if: CT4000-NACS/).waitFor()
    await page.getByRole('button', { name: 'Back to live' }).click()
    await page.getByText(/^What-if:/).waitFor({ state: 'detached' })
    const { rows } = await manager.orders.list.query({})
    expect(rows.every(({ state }) => state === 'scheduled')).toBe(true)
  })
})

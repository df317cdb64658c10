import { runPlan } from '@changeover/server/planning/index'
import { newId } from '@changeover/shared/commands'
import { addWeeks, toDay } from '@changeover/shared/time'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import {
  addKits,
  buildPlanningScene,
  proposePlan,
  type PlanningScene,
} from '../support/planning.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/**
 * What a plan costs, and what a what-if changes. Twelve kits are needed: four lie there, eight come next
 * week, and the target is three weeks later; so a delivery that slips by a month misses it.
 */
const today = toDay(Temporal.Now.plainDateISO())
const CREW_DAY = 900
const KIT = 200
const HOUR = 10

let server: TestServer
let browser: Browser
let scene: PlanningScene
let desk: WatchedPage

beforeAll(async () => {
  server = await startTestServer()
  browser = await launchBrowser()
  await server.signIn('administrator') // Without one, every page is the first run's.
  scene = await buildPlanningScene(server, { sites: 6, kits: 4 })
  await addKits(server, scene.depotId, 8, addWeeks(today, 1))
  const { db } = server.opened.services
  await db
    .updateTable('milestone')
    .set({ targetOn: addWeeks(today, 4) })
    .execute()
  await proposePlan(server, scene.manager, scene.programId)
  desk = await openPage(browser, server.url, { cookie: scene.manager.cookie })
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

/** Prices for everything a plan takes. */
async function enterPrices(): Promise<void> {
  const { rows } = await scene.manager.inputs.list.query({ list: 'costs' })
  const priceOf = (cost: string | undefined) =>
    cost === 'crew day' ? CREW_DAY : cost?.includes('hour') ? HOUR : KIT
  await scene.manager.inputs.change.mutate({
    commandId: newId(),
    data: {
      list: 'costs',
      changes: rows.map(({ id, cells }) => ({
        id,
        before: cells,
        after: { ...cells, price: String(priceOf(cells.cost ?? '')), currency: 'USD' },
      })),
    },
  })
}

/** Does what the queue does with the what-if that was asked for. */
async function calculate(): Promise<void> {
  const asked = async () =>
    (await scene.manager.planning.listScenarios.query({ programId: scene.programId }))[0]?.planId
  await expect.poll(asked).toBeTruthy()
  const planId = await asked()
  if (planId) await runPlan(server.opened.services, server.connection, planId)
}

const amount = (text: string | null) => Number((text ?? '').replaceAll(/[^\d.]/g, ''))

describe('the program manager', () => {
  it('sees what a plan costs, and before that which prices are missing', async () => {
    const { page } = desk
    await page.goto('/plan')
    const costs = page.getByRole('region', { name: 'What this plan costs' })
    await costs.getByText(/^No price yet: crew day/).waitFor()
    const total = page.getByTestId('plan-cost')
    expect((await total.textContent())?.trim()).toBe('unknown')
    await costs.getByRole('link', { name: 'Enter prices' }).click()
    await page.getByRole('gridcell', { name: 'crew day' }).first().waitFor()
    await enterPrices()
    await page.goto('/plan')
    const amountOf = async (part: string) =>
      amount(await costs.getByRole('row', { name: part }).getByRole('cell').first().textContent())
    await expect.poll(() => total.textContent()).toContain('$')
    const days = await amountOf('Crew days')
    const kits = await amountOf('Kits')
    const hours = await amountOf('Hours on the road')
    expect([days > 0, kits]).toEqual([true, 12])
    const expected = days * CREW_DAY + kits * KIT + hours * HOUR
    expect(Math.abs(amount(await total.textContent()) - expected)).toBeLessThanOrEqual(HOUR)
  })

  it('sees in a what-if how loads, kits, reasons and costs differ from live', async () => {
    const { page, complaints } = desk
    await page.getByRole('button', { name: 'What if it slips?' }).first().click()
    await page.getByRole('button', { name: '4 weeks' }).click()
    await page.getByRole('button', { name: 'See the effect' }).click()
    await page.getByText(/^What-if: CT4000-NACS at Renton 4 weeks later/).waitFor()
    await calculate()
    await page.getByText(/^live: lasts$/).waitFor()
    const reasons = page.getByTestId('against-live')
    expect(await reasons.textContent()).toMatch(/\(\+[1-9]\d* against live\)/)
    // In points, beside the share.
    await page
      .locator('[data-cell]')
      .filter({ hasText: /[+−][1-9]/ })
      .first()
      .waitFor()
    const cost = page.getByRole('row', { name: /^Cost, all in all/ })
    expect(await cost.textContent()).toMatch(/[+−]\$[1-9]/)
    expect(complaints).toEqual([])
  })
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { createRollout } from '../support/rollout.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'
import { findBarriers } from './axe.ts'

/** A program manager changes what crews are asked, sees it as a phone shows it, and publishes it. */
let server: TestServer
let browser: Browser
let desk: WatchedPage
let manager: Client & { cookie: string }

beforeAll(async () => {
  server = await startTestServer()
  browser = await launchBrowser()
  await server.signIn('administrator') // Without one, every page is the first run's.
  manager = await server.signIn('program_manager')
  await createRollout(manager)
  desk = await openPage(browser, server.url, { cookie: manager.cookie })
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

describe('the checklist editor', () => {
  it('tightens a limit, adds a branch, keeps the draft over a reload, and publishes the next version', async () => {
    const { page, complaints } = desk
    await page.goto('/program/checklists')
    await page.getByRole('link', { name: /NACS cable on a DC unit/ }).click()
    await page.getByRole('button', { name: /Torque of the holster screws/ }).click()
    await page.getByLabel('Most').fill('2.9')
    await page.getByRole('button', { name: 'Add a step' }).click()
    await page.getByRole('menuitem', { name: 'Photo' }).click()
    await page.getByLabel('What is to be done or asked').fill('Photo of the second relay')
    await page.getByRole('combobox', { name: 'Applies' }).click()
    await page.getByRole('option', { name: 'Which contactor box do you see?' }).click()
    await page.getByRole('checkbox', { name: '2 relays' }).click()
    await page.getByRole('checkbox', { name: '1 relay' }).click()
    await page.reload()
    await page.getByRole('button', { name: 'Publish…' }).click()
    await page.getByText('Photo of the second relay').last().waitFor()
    await page.getByText(/Most: 3 → 2.9/).waitFor()
    await page.getByRole('button', { name: 'Publish version 2' }).click()
    await page.getByText('Version 2 is published').first().waitFor()
    const { versions } = await manager.program.getChecklist.query({ code: 'dc_retrofit' })
    expect(versions.map(({ version }) => version)).toEqual([2, 1])
    expect(versions[0].steps.find(({ key }) => key === 'torque')).toMatchObject({ max: 2.9 })
    expect(versions[0].steps.find(({ kind, when }) => kind === 'photo' && when)).toBeDefined()
    expect(
      versions[0].steps.find(({ title }) => title === 'Photo of the second relay'),
    ).toMatchObject({ when: { step: 'contactor', isOneOf: ['two_relays'] } })
    expect(complaints).toEqual([])
  })

  it('shows in the preview only what applies to what was seen', async () => {
    const { page } = desk
    await page.goto('/program/checklists/dc_retrofit')
    const preview = page.getByRole('region', { name: 'As the phone shows it' })
    await preview.getByText('Torque of the holster screws').waitFor()
    await expect.poll(() => preview.getByText('Photo of the second relay').count()).toBe(0)
    for (const name of ['Scan', 'Scan', 'Take the photo', 'Done', '2 relays'])
      await preview.getByRole('button', { name, exact: true }).first().click()
    await preview.getByText('Photo of the second relay').waitFor()
  })

  it('begins a template of its own, and says what is missing before it can be published', async () => {
    const { page } = desk
    await page.goto('/program/checklists')
    await page.getByLabel('Name of a new checklist').fill('CCS1 on a NACS unit')
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByText('There is no step yet').first().waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Publish…' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Add a step' }).click()
    await page.getByRole('menuitem', { name: 'Check' }).click()
    await page.getByRole('button', { name: 'Publish…' }).click()
    await page.getByRole('button', { name: 'Publish version 1' }).click()
    await page.getByText('Version 1 is published').first().waitFor()
    const list = await manager.program.listChecklists.query()
    expect(list.map(({ code }) => code)).toContain('ccs1_on_a_nacs_unit')
  })

  it('has no barriers, light and dark, wide and narrow', async () => {
    for (const theme of ['light', 'dark'] as const)
      for (const size of ['desk', 'phone'] as const) {
        const { page } = await openPage(browser, server.url, {
          cookie: manager.cookie,
          theme,
          size,
        })
        await page.goto('/program/checklists/dc_retrofit')
        await page.getByLabel('What is to be done or asked').waitFor()
        expect(await findBarriers(page, '#content')).toEqual([])
        await page.context().close()
      }
  })
})

import { newId } from '@changeover/shared/commands'
import type { InputListName } from '@changeover/shared/planning'
import { addDays, dayAt, toInstant } from '@changeover/shared/time'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { buildSite } from '../support/network.ts'
import { createRollout, generateOrders } from '../support/rollout.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'
import { findBarriers } from './axe.ts'

/** The inputs of a plan as a program manager keeps them: in grids, from files, on a calendar. */
const today = dayAt(toInstant(new Date().toISOString()), 'UTC')
const csv = (...lines: string[]) => lines.join('\n')

let server: TestServer
let browser: Browser
let manager: Client & { cookie: string }
let desk: WatchedPage
let page: Page
let kit: string

async function importList(list: InputListName, text: string): Promise<void> {
  const { digest } = await manager.inputs.previewImport.mutate({ list, text })
  await manager.inputs.import.mutate({ commandId: newId(), data: { list, text, digest } })
}

async function cellsOf(list: InputListName, search: string) {
  const { rows } = await manager.inputs.list.query({ list, search })
  return rows.map(({ cells }) => cells)
}

const cell = (row: string, column: number) =>
  page.getByRole('row').filter({ hasText: row }).getByRole('gridcell').nth(column)

beforeAll(async () => {
  server = await startTestServer()
  browser = await launchBrowser()
  await server.signIn('administrator') // Without one the pages ask for the first.
  manager = await server.signIn('program_manager')
  await buildSite(server.opened.services.db, { name: 'Alder Lot', ports: [{}, {}] })
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
  const [first] = await manager.program.listKitTypes.query()
  kit = first.code
  await importList('depots', csv('depot,region,lat,lon', 'Tacoma,US-WA,47.2,-122.4'))
  await importList('territories', csv('territory,regions,depot', 'Sound,US-WA,Tacoma'))
  await importList(
    'crews',
    csv(
      'crew,territory,skills,region,time zone,Mon,Tue,Wed,Thu,Fri',
      'Rainier,Sound,AC;DC,US-WA,America/Los_Angeles,8-16:30,8-16:30,8-16:30,8-16:30,8-16:30',
      'Baker,Sound,AC,US-WA,America/Los_Angeles,8-16:30,8-16:30,8-16:30,8-16:30,8-16:30',
    ),
  )
  await importList(
    'deliveries',
    csv('delivery,depot,kit,quantity,due', `S-77,Tacoma,${kit},40,${addDays(today, 7)}`),
  )
  await importList('permits', csv('site,lead days,applied', 'Alder Lot,20,2026-01-05'))
  desk = await openPage(browser, server.url, { cookie: manager.cookie })
  page = desk.page
  page.setDefaultTimeout(6000)
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

describe('a shipment that slips', () => {
  it('gets its new day in the grid, is told back, and is taken back in one click', async () => {
    await page.goto('/program/kits')
    await cell('S-77', 4).click()
    await page.keyboard.type('+14')
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await cellsOf('deliveries', 'S-77'))[0].due)
      .toBe(addDays(today, 21))
    await page.getByRole('button', { name: 'More about S-77' }).click()
    await page.getByText(`${addDays(today, 21)}`).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect
      .poll(async () => (await cellsOf('deliveries', 'S-77'))[0].due)
      .toBe(addDays(today, 7))
    expect(desk.complaints).toEqual([])
  })

  it('is on hand once its day of arrival is written', async () => {
    await cell('S-77', 5).click()
    await page.keyboard.type(today)
    await page.keyboard.press('Enter')
    await page.getByText('Received', { exact: true }).last().waitFor()
    await page.getByRole('link', { name: 'Stock' }).click()
    await page.getByRole('gridcell', { name: '40' }).waitFor()
    expect(desk.complaints).toEqual([])
  })
})

describe('the grid', () => {
  it('is worked by keyboard: arrows, Enter, Tab, Escape', async () => {
    await page.goto('/program/crews?view=crews')
    await cell('Baker', 5).click()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('7-15')
    await page.keyboard.press('Tab')
    await page.keyboard.type('9-17')
    await page.keyboard.press('Enter')
    await page.keyboard.type('nonsense')
    await page.keyboard.press('Escape')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Delete')
    await expect
      .poll(() => cellsOf('crews', 'Baker'))
      .toMatchObject([{ Mon: '07:00-15:00', Tue: '09:00-17:00', Wed: '' }])
    await expect.poll(() => cellsOf('crews', 'Rainier')).toMatchObject([{ Tue: '08:00-16:30' }])
  })

  it('marks a cell that cannot be kept, says why, and loses nothing of it', async () => {
    await cell('Baker', 5).click()
    await page.keyboard.type('16-8')
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowUp')
    await page.getByText('This is not a shift within one day.').waitFor()
    await page.getByText('1 row not saved yet').waitFor()
    await expect.poll(() => cell('Baker', 5).getAttribute('aria-invalid')).toBe('true')
    await page.keyboard.type('8-16')
    await page.keyboard.press('Enter')
    await expect.poll(() => cellsOf('crews', 'Baker')).toMatchObject([{ Mon: '08:00-16:00' }])
  })

  it('takes a block from a spreadsheet, and takes it back as one', async () => {
    await cell('Baker', 8).click()
    await page.evaluate(() => {
      const data = new DataTransfer()
      data.setData('text/plain', '6-14\t6-14\n7-15\t7-15\n')
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true })
      document.activeElement?.dispatchEvent(event)
    })
    await expect
      .poll(() => cellsOf('crews', 'Rainier'))
      .toMatchObject([{ Thu: '07:00-15:00', Fri: '07:00-15:00' }])
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect
      .poll(() => cellsOf('crews', 'Rainier'))
      .toMatchObject([{ Thu: '08:00-16:30', Fri: '08:00-16:30' }])
    await expect.poll(() => cellsOf('crews', 'Baker')).toMatchObject([{ Thu: '08:00-16:30' }])
  })

  it('adds a row, which is kept once it is complete', async () => {
    await page.goto('/program/crews?view=absences')
    await page.getByRole('button', { name: 'Add absence' }).click()
    for (const text of ['Baker', '2026-12-07', '2026-12-09', 'Training']) {
      await page.keyboard.type(text)
      await page.keyboard.press('Tab')
    }
    await expect
      .poll(() => cellsOf('absences', 'Baker'))
      .toMatchObject([{ from: '2026-12-07', to: '2026-12-09', reason: 'Training' }])
    expect(desk.complaints).toEqual([])
  })
})

describe('a file of crews', () => {
  it('is imported once its errors are mended in place', async () => {
    await page.goto('/program/crews?view=crews')
    await page.getByRole('button', { name: 'Import CSV' }).click()
    const text = csv(
      'Crew,Works on,Skills,Region,Time zone,Mon',
      'Adams,x,AC,Washington,America/Los_Angeles,8-16:30',
      'Shuksan,x,AC,US-WA,America/Los_Angeles,late',
    )
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'crews.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await page.getByText('Nothing has this name.').waitFor()
    await page.getByText('This column is not known and is not imported.').waitFor()
    await expect
      .poll(() => page.getByRole('button', { name: /^Import \d+ rows/ }).isDisabled())
      .toBe(true)
    await page.getByLabel('Mend line 2, Region').fill('US-WA')
    await page.getByLabel('Mend line 2, Region').press('Enter')
    await page.getByLabel('Mend line 3, Mon').fill('10-18')
    await page.getByLabel('Mend line 3, Mon').press('Enter')
    await page.getByRole('button', { name: 'Import 2 rows' }).click()
    await page.getByText('Imported: 2 added, 0 changed').first().waitFor()
    await page.getByRole('gridcell', { name: 'Shuksan', exact: true }).waitFor()
    await expect.poll(() => cellsOf('crews', 'Shuksan')).toMatchObject([{ Mon: '10:00-18:00' }])
    await page.getByRole('button', { name: 'Undo' }).click()
    await page
      .getByRole('gridcell', { name: 'Shuksan', exact: true })
      .waitFor({ state: 'detached' })
    await expect.poll(() => cellsOf('crews', 'Adams')).toEqual([])
    expect(desk.complaints).toEqual([])
  })
})

describe('the calendar', () => {
  it('shows who works when, takes an absence, and gives it back', async () => {
    await page.goto('/program/crews?from=2026-11-23')
    await page
      .getByRole('button', { name: 'Rainier, Nov 26, 2026: Holiday: Thanksgiving' })
      .waitFor()
    await page.getByRole('button', { name: 'Rainier, Nov 24, 2026: Works' }).click()
    await page.getByLabel('Reason').fill('Leave')
    await page.getByRole('button', { name: 'Enter absence' }).click()
    await page.getByRole('button', { name: 'Rainier, Nov 24, 2026: Absent: Leave' }).click()
    await page.getByRole('button', { name: 'Take absence back' }).click()
    await page.getByRole('button', { name: 'Rainier, Nov 24, 2026: Works' }).waitFor()
    await expect.poll(() => cellsOf('absences', 'Leave')).toEqual([])
    expect(desk.complaints).toEqual([])
  })
})

describe('who only looks', () => {
  it('sees the lists and nothing that would change them', async () => {
    const executive = await server.signIn('executive')
    const reader = await openPage(browser, server.url, { cookie: executive.cookie })
    await reader.page.goto('/program/access?state=late')
    await reader.page.getByRole('gridcell', { name: 'Alder Lot', exact: true }).waitFor()
    await reader.page.getByText('You can look at these; planners change them.').waitFor()
    await expect
      .poll(() => reader.page.getByRole('button', { name: /Add|Import|Undo/ }).count())
      .toBe(0)
    expect(reader.complaints).toEqual([])
    await reader.page.context().close()
  })
})

describe('the pages', () => {
  it.each([
    ['desk', 'light'],
    ['desk', 'dark'],
    ['phone', 'light'],
    ['phone', 'dark'],
  ] as const)('have no barriers on a %s in %s', async (size, theme) => {
    const shown = await openPage(browser, server.url, { cookie: manager.cookie, size, theme })
    const barriers: string[] = []
    for (const [path, sign] of [
      ['/program/crews?from=2026-11-23', 'Rainier'],
      ['/program/crews?view=crews', 'Rainier'],
      ['/program/crews?view=holidays', 'Christmas Day'],
      ['/program/kits', 'S-77'],
      ['/program/access', 'Alder Lot'],
      ['/program/travel', 'Suburban'],
      ['/program/priorities', 'All orders are ordinary'],
    ]) {
      await shown.page.goto(path)
      await shown.page.getByText(sign).first().waitFor()
      barriers.push(...(await findBarriers(shown.page)).map((barrier) => `${path}: ${barrier}`))
    }
    expect(barriers).toEqual([])
    expect(shown.complaints).toEqual([])
    await shown.page.context().close()
  })
})

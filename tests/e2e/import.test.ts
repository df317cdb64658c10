import { newId } from '@changeover/shared/commands'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GOOD_KEY, startAfdcService, type AfdcService } from '../support/afdc-service.ts'
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { hasRealData, realFile } from '../support/data.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv } from '../support/stations.ts'
import { csvOf } from '../support/tables.ts'
import { findBarriers } from './axe.ts'

/** The import page as a program manager uses it; "Load the network" counts every action. */
let server: TestServer
let service: AfdcService
let browser: Browser
let manager: Client & { cookie: string }

beforeAll(async () => {
  service = await startAfdcService({ WA: 5, OR: 3 })
  server = await startTestServer({ environment: { AFDC_URL: service.url } })
  browser = await launchBrowser()
  await server.signIn('administrator')
  manager = await server.signIn('program_manager')
})
afterAll(async () => {
  await browser.close()
  await server.close()
  await service.close()
})

/** A page on which every click and every chosen file counts as an action. */
async function openCounting(path = '/network') {
  const watched = await openPage(browser, server.url, { cookie: manager.cookie })
  await watched.page.goto(path)
  let actions = 0
  return {
    ...watched,
    get actions() {
      return actions
    },
    async click(role: 'link' | 'button', name: string | RegExp) {
      actions++
      await watched.page.getByRole(role, { name }).first().click()
    },
    async chooseFile(file: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]) {
      actions++
      await watched.page.locator('input[type=file]').setInputFiles(file)
    },
  }
}

function asFile(name: string, text: string) {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(text) }
}

/** What the page complained of until it is closed. */
async function close({ page, complaints }: WatchedPage): Promise<string[]> {
  await page.context().close()
  return complaints
}

async function undoLatest() {
  const latest = (await manager.network.listImports.query()).find(({ isUndone }) => !isUndone)
  if (!latest) throw new Error('There is no import to take back.')
  await manager.network.undoImport.mutate({ commandId: newId(), data: { importId: latest.id } })
}

describe('load the network', () => {
  it.skipIf(!hasRealData)(
    'takes 3 actions: Import, the file, Confirm (skipped where CHANGEOVER_DATA is missing)',
    async () => {
      const desk = await openCounting()
      await desk.click('link', 'Import')
      await desk.chooseFile(realFile('afdc_wa_2025-02-09.csv.gz'))
      await desk.click('button', 'Confirm import')
      await desk.page.getByText(/^Imported: 1,301 new stations/).waitFor({ timeout: 60_000 })
      expect(desk.actions).toBe(3)
      expect(await close(desk)).toEqual([])
      await undoLatest()
    },
  )

  const own = csvOf(
    ['Asset ID', 'Site name', 'Address', 'State', 'Lat', 'Lng', 'Plugs', 'L2 ports'],
    ['A-1', 'Library', '12 Elm St', 'WA', '47.61', '-122.33', 'J1772', '2'],
    ['A-2', 'Museum', '9 Oak Ave', 'WA', '47.64', '-122.34', 'NACS', '1'],
  )

  it('from columns that nobody knows takes 4, and 3 the next time', async () => {
    const first = await openCounting()
    await first.click('link', 'Import')
    await first.chooseFile(asFile('assets.csv', own))
    await first.page.getByRole('heading', { name: 'Which column is which?' }).waitFor()
    expect(await findBarriers(first.page, 'main')).toEqual([])
    await first.click('button', 'Use these columns')
    await first.click('button', 'Confirm import')
    await first.page.getByText(/^Imported: 2 new stations/).waitFor()
    expect(first.actions).toBe(4)
    expect(await close(first)).toEqual([])

    const next = await openCounting()
    await next.click('link', 'Import')
    await next.chooseFile(asFile('assets.csv', own.replace('Museum', 'City museum')))
    await next.page.getByText('The columns were read as you said the last time.').waitFor()
    await next.click('button', 'Confirm import')
    await next.page.getByText(/^Imported: 0 new stations/).waitFor()
    expect(next.actions).toBe(3)
    expect(await close(next)).toEqual([])
    await undoLatest()
    await undoLatest()
  })
})

describe('a file with errors', () => {
  const newark = {
    State: 'NJ',
    City: 'Newark',
    ZIP: '7105',
    Latitude: '40.73',
    Longitude: '-74.15',
  }
  const text = stationCsv(
    { ID: '1', 'Station Name': 'GOOD' },
    { ID: '2', 'Station Name': 'SHORT ZIP', ...newark },
    { ID: '3', 'Station Name': 'NO PLACE', Latitude: '' },
    { ID: '4', 'Station Name': 'NO NUMBER', 'EV Level2 EVSE Num': 'two' },
    { ID: '1', 'Station Name': 'TWICE' },
  )

  it('is mended by rule, by leaving rows out and cell by cell with the keyboard, then taken back', async () => {
    const desk = await openCounting('/network/import')
    const { page } = desk
    await desk.chooseFile(asFile('errors.csv', text))
    await page.getByText('3 errors, one warning').waitFor()
    await expect
      .poll(() => page.getByRole('button', { name: 'Confirm import' }).isDisabled())
      .toBe(true)
    // The upload stands in the address: a reload comes back to it.
    expect(new URL(page.url()).searchParams.get('upload')).toBeTruthy()
    await page.reload()
    await page.getByRole('button', { name: 'Confirm import' }).waitFor()
    expect(await findBarriers(page, 'main')).toEqual([])

    await desk.click('button', 'ZIPs of four digits get a leading zero')
    await page.getByRole('heading', { name: 'Mended' }).waitFor()
    await page.getByText('one row', { exact: true }).waitFor()
    await page.getByText('Kept for a day').waitFor()
    const twice = page.locator('li', { hasText: 'Another row has the same id.' })
    await twice.getByRole('button', { name: 'Leave these rows out' }).click()
    await page.getByText('one row left out on purpose').waitFor()

    const missing = page.locator('li', { hasText: 'The station has no coordinates.' })
    await missing.getByRole('button', { name: 'Correct the rows' }).click()
    await page.getByLabel('Latitude, line 4').fill('47.7')
    await page.keyboard.press('Enter')
    await desk.click('button', 'Check again with one corrected cell')
    await page.getByText('one cell corrected by hand').waitFor()

    const number = page.locator('li', { hasText: 'This is not a number.' })
    await number.getByRole('button', { name: 'Correct the rows' }).click()
    await page.getByLabel('EV Level2 EVSE Num, line 5').fill('2')
    await page.keyboard.press('Enter')
    await desk.click('button', 'Check again with one corrected cell')
    await page.getByText('No problems found.').waitFor()
    expect(await findBarriers(page, 'main')).toEqual([])

    await desk.click('button', 'Confirm import')
    await page.getByText(/^Imported: 4 new stations/).waitFor()
    await expect.poll(() => manager.network.summary.query()).toMatchObject({ stations: 4 })
    await desk.click('button', 'Take it back')
    await page.getByText('The import was taken back.').waitFor()
    await expect.poll(() => manager.network.summary.query()).toMatchObject({ stations: 0 })
    expect(await close(desk)).toEqual([])
  })

  it('keeps what was mended: after a reload, on another device, and when two mend at once', async () => {
    const desk = await openCounting('/network/import')
    await desk.chooseFile(asFile('errors.csv', text))
    await desk.click('button', 'ZIPs of four digits get a leading zero')
    const missing = desk.page.locator('li', { hasText: 'The station has no coordinates.' })
    await missing.getByRole('button', { name: 'Correct the rows' }).click()
    await desk.page.getByLabel('Latitude, line 4').fill('47.7')
    await desk.page.keyboard.press('Enter')
    await desk.click('button', 'Check again with one corrected cell')
    await desk.page.getByText('one cell corrected by hand').waitFor()
    await desk.page.getByText('Kept for a day').waitFor()

    await desk.page.reload()
    await desk.page.getByText('one cell corrected by hand').waitFor()
    await desk.page.getByText('ZIPs of four digits get a leading zero').waitFor()

    const other = await openCounting(
      new URL(desk.page.url()).pathname + new URL(desk.page.url()).search,
    )
    await other.page.getByText('one cell corrected by hand').waitFor()
    const twice = other.page.locator('li', { hasText: 'Another row has the same id.' })
    await twice.getByRole('button', { name: 'Leave these rows out' }).click()
    await other.page.getByText('one row left out on purpose').waitFor()
    await other.page.getByText('Kept for a day').waitFor()

    // The first device has not seen that: it goes on with it instead of undoing it.
    await desk.page.getByRole('button', { name: /^Undo this: ZIPs of four digits/ }).click()
    await desk.page.getByText('one row left out on purpose').waitFor()
    await desk.page.getByText('ZIPs of four digits get a leading zero').waitFor()
    expect(await close(other)).toEqual([])
    await close(desk) // The console tells of the refused request.
  })

  it('shows site by site what changes before it happens', async () => {
    const desk = await openCounting('/network/import')
    const { page } = desk
    const before = stationCsv(
      { ID: '1' },
      { ID: '2', Latitude: '47.9' },
      { ID: '3', Latitude: '46.9' },
    )
    await desk.chooseFile(asFile('before.csv', before))
    await desk.click('button', 'Confirm import')
    await page.getByText(/^Imported: 3 new stations/).waitFor()
    await desk.click('button', 'Choose another file')
    const after = stationCsv(
      { ID: '1', 'Station Name': 'OTHER NAME' },
      { ID: '2', Latitude: '47.9' },
    )
    await desk.chooseFile(asFile('after.csv', after))
    await page.getByRole('button', { name: 'Renamed 1' }).waitFor()
    await page.getByText('OTHER NAME').first().waitFor()
    await desk.click('button', 'Not seen 1')
    await page.getByText('not in the file', { exact: true }).waitFor()
    await desk.click('button', 'As they are 1')
    expect(await close(desk)).toEqual([])
    await undoLatest()
  })
})

describe('other files', () => {
  it('a hardware file is joined by id, with what cannot be joined in a list', async () => {
    const desk = await openCounting('/network/import')
    const { page } = desk
    await desk.chooseFile(asFile('stations.csv', stationCsv({ ID: '1' })))
    await desk.click('button', 'Confirm import')
    await page.getByText(/^Imported: 1 new station /).waitFor()
    await desk.click('button', 'Choose another file')
    const hardware = csvOf(
      ['Station ID', 'Model', 'Serial'],
      ['1', 'CPE250', '2133'],
      ['9', 'X', ''],
    )
    await desk.chooseFile(asFile('hardware.csv', hardware))
    await page.getByText('one changes').waitFor()
    await page.getByText('one id is that of no station').waitFor()
    await desk.click('button', 'Id not known 1')
    await desk.click('button', 'Confirm import')
    await page.getByText('Imported: 0 new, 1 changed.').waitFor()
    await desk.click('button', 'Take it back')
    await page.getByText('The import was taken back.').waitFor()
    expect(await close(desk)).toEqual([])
  })

  it('home kits are counted by region and week before they come in', async () => {
    const desk = await openCounting('/network/import')
    const { page } = desk
    const kits = csvOf(
      ['Order ID', 'Postal code', 'Kit type', 'Ordered', 'Shipped', 'Installed'],
      ['H-1', '98402', 'HOMEFLEX-NACS', '2026-06-01', '2026-06-05', ''],
    )
    await desk.chooseFile(asFile('kits.csv', kits))
    await page.getByText('one new order').waitFor()
    await page.getByRole('cell', { name: 'US-WA' }).waitFor()
    expect(await findBarriers(page, 'main')).toEqual([])
    await desk.click('button', 'Confirm import')
    await page.getByText('Imported: 1 new, 0 changed.').waitFor()
    expect(await close(desk)).toEqual([])
  })

  it('from AFDC: key, network and states, a refusal that says why, then the way of every file', async () => {
    const desk = await openCounting('/network/import')
    const { page } = desk
    await desk.click('button', 'From AFDC')
    await page.getByLabel('API key').fill('WrongKeyWrongKey')
    await page.getByLabel('States').click()
    await page.getByRole('option', { name: 'Oregon' }).click()
    await page.getByRole('option', { name: 'Washington' }).click()
    await page.keyboard.press('Escape')
    await desk.click('button', 'Fetch stations')
    await page.getByText('The AFDC service refused the request.').waitFor()
    await page.getByLabel('API key').fill(GOOD_KEY)
    await desk.click('button', 'Fetch stations')
    await page.getByText('AFDC (JSON) · 8 rows').waitFor()
    await desk.click('button', 'Confirm import')
    await page.getByText(/^Imported: 8 new stations/).waitFor()
    expect(await close(desk)).toEqual([])
  })
})

import { newId } from '@changeover/shared/commands'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { startDatabaseLine, type DatabaseLine } from '../support/database-line.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv } from '../support/stations.ts'
import { upload } from '../support/upload.ts'

/** The network's pages as a program manager uses them, on a few sites in one town. */
const stations = ['Pine', 'Cedar', 'Maple'].map((street, index) => ({
  ID: String(100 + index),
  'Station Name': `${street.toUpperCase()} GARAGE`,
  'Street Address': `${index + 1} ${street} St`,
  Latitude: String(47.6 + index / 400),
}))

let line: DatabaseLine
let server: TestServer
let browser: Browser
let desk: WatchedPage
let manager: Client & { cookie: string }

beforeAll(async () => {
  line = await startDatabaseLine()
  server = await startTestServer({ line, environment: { LOG_LEVEL: 'silent' } })
  browser = await launchBrowser()
  await server.signIn('administrator') // Without one, every page asks for the first.
  manager = await server.signIn('program_manager')
  const uploadId = await upload(server, manager, stationCsv(...stations))
  await manager.network.import.mutate({
    commandId: newId(),
    data: { uploadId, network: null, acceptGoodRows: false },
  })
  desk = await openPage(browser, server.url, { cookie: manager.cookie })
})
afterAll(async () => {
  await browser.close()
  await server.close()
  line.close()
})

describe('the network on screen', () => {
  it('edits the selected sites with a preview, and takes it back in one click', async () => {
    const { page } = desk
    await page.goto('/network')
    await page.getByLabel('Select PINE GARAGE').click()
    await page.getByLabel('Select CEDAR GARAGE').click()
    await page.getByRole('button', { name: 'Set a field' }).click()
    await page.getByRole('menuitem', { name: 'Host contact' }).click()
    await page.getByRole('textbox', { name: 'Host contact' }).fill('Ada, front desk')
    await page.getByRole('button', { name: 'Change 2 values' }).click()
    await page.getByText('2 values changed.').first().waitFor()
    const hosts = async () => {
      const { sites } = await manager.network.listSites.query({})
      const details = sites.map(({ id }) => manager.network.getSite.query({ siteId: id }))
      return (await Promise.all(details)).map(({ hostContact }) => hostContact)
    }
    await expect.poll(() => hosts()).toEqual(['Ada, front desk', null, 'Ada, front desk'])
    await page.getByRole('button', { name: 'Take it back' }).first().click()
    await page.getByText('It was taken back.').first().waitFor()
    await expect.poll(() => hosts()).toEqual([null, null, null])
  })

  it('moves sites by a pasted table: what is refused first, then the others, then all of it back', async () => {
    const { page } = desk
    const places = async () => {
      const { sites } = await manager.network.listSites.query({})
      return sites.map(({ lat, lon }) => `${lat}, ${lon}`)
    }
    const before = await places()
    await page.goto('/network')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'Set coordinates from a table' }).click()
    await page
      .getByRole('textbox', { name: 'Paste a table' })
      .fill('100\t47.601\t-122.3301\n101\t-122.33\t47.6\n102\t47.605\t-122.3301')
    await page.getByText('3 rows: 1 to move, 1 there already.').waitFor()
    await page.getByText('111 m').waitFor()
    await page.getByText('CEDAR GARAGE · Latitude and longitude are exchanged').waitFor()
    const apply = page.getByRole('button', { name: 'Move one site' })
    await expect.poll(() => apply.isDisabled()).toBe(true)
    await page.getByRole('checkbox', { name: 'Leave the refused rows' }).click()
    await apply.click()
    await page.getByText('One site moved.').first().waitFor()
    expect(await places()).toEqual([before[0], before[1], '47.601, -122.3301'])
    await page.getByRole('button', { name: 'Take it back' }).first().click()
    await page.getByText('It was taken back.').first().waitFor()
    expect(await places()).toEqual(before)
  })

  it('sets the level of ports that have a certain one now, and takes it back', async () => {
    const { page } = desk
    const levels = async () => (await manager.network.summary.query()).ports
    await page.goto('/network')
    await page.getByLabel('Select PINE GARAGE').click()
    await page.getByRole('button', { name: 'Set a field' }).click()
    await page.getByRole('menuitem', { name: 'Port level' }).click()
    await page.getByRole('combobox', { name: 'Which ports' }).click()
    await page.getByRole('option', { name: 'of ports that are L2 now' }).click()
    await page.getByRole('combobox', { name: 'Port level' }).click()
    await page.getByRole('option', { name: 'DC' }).click()
    await page.getByText('a connector that stands there does not fit the level').waitFor()
    await page.getByRole('combobox', { name: 'Port level' }).click()
    await page.getByRole('option', { name: 'L1' }).click()
    await page.getByRole('button', { name: 'Change 2 values' }).click()
    await page.getByText('2 values changed.').first().waitFor()
    expect(await levels()).toMatchObject({ L1: 2, L2: 4 })
    await page.getByRole('button', { name: 'Take it back' }).first().click()
    await page.getByText('It was taken back.').first().waitFor()
    expect(await levels()).toMatchObject({ L1: 0, L2: 6 })
  })

  it('moves through the list by keys alone', async () => {
    const { page } = desk
    await page.goto('/network')
    await page.getByText('PINE GARAGE').first().waitFor()
    await page.getByRole('table').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press(' ')
    await page.getByText('1 selected').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('complementary', { name: 'MAPLE GARAGE' }).waitFor()
    expect(new URL(page.url()).searchParams.get('site')).not.toBeNull()
  })

  it('filters by a rectangle that is drawn, and keeps it in the address', async () => {
    const { page } = desk
    await page.goto('/network')
    await page.locator('[data-drawn="3"]').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Rectangle' }).click()
    const box = await page.locator('.maplibregl-canvas').boundingBox()
    if (!box) throw new Error('the map is not there')
    await page.mouse.move(box.x + 20, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(box.x + 100, box.y + 100)
    await page.mouse.move(box.x + box.width - 20, box.y + box.height - 140)
    await page.mouse.up()
    await page.getByRole('button', { name: 'Remove the drawn area' }).first().waitFor()
    expect(new URL(page.url()).searchParams.get('area')?.split(',')).toHaveLength(4)
    await page.reload()
    await page.getByRole('button', { name: 'Remove the drawn area' }).first().click()
    await page.waitForURL((url) => !url.searchParams.has('area'))
  })

  it('merges a site into another with its effect shown, follows the old link, and undoes it', async () => {
    const { page } = desk
    const { sites } = await manager.network.listSites.query({})
    const [cedar, , pine] = sites
    await page.goto(`/network/sites/${cedar.id}`)
    await page.getByRole('button', { name: 'Correct the site' }).click()
    await page.getByText('PINE GARAGE').first().click()
    await page.getByText('PINE GARAGE has no station left').waitFor()
    await page.getByRole('button', { name: 'Merge', exact: true }).click()
    await page.getByText('The two sites are one now.').first().waitFor()
    await page.getByText('placed together by hand').waitFor()
    await page.goto(`/network/sites/${pine.id}`)
    await page.waitForURL(`**/network/sites/${cedar.id}`)
    await page.getByRole('button', { name: 'Take it back' }).first().click()
    await page.getByText('The correction was taken back.').first().waitFor()
    expect((await manager.network.summary.query()).sites).toBe(3)
  })

  it('attaches a permit to a site', async () => {
    const { page } = desk
    await page.locator('input[type=file]').setInputFiles({
      name: 'permit.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7\n%%EOF'),
    })
    await page.getByRole('link', { name: 'permit.pdf' }).waitFor()
    expect(new URL(page.url()).pathname).toContain('/network/sites/')
  })

  it('has no complaints and no foreign requests', () => {
    // The old link of the merged site is refused once before it is followed.
    expect(desk.complaints.filter((line) => !line.includes('404'))).toEqual([])
  })

  it('says that an export failed and that no part of it was kept, and takes it whole the next time', async () => {
    const { page } = desk
    await page.goto('/network')
    await page.getByText('3 sites').first().waitFor()
    line.breakAfter(0)
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'Sites as CSV' }).click()
    const notice = page.getByText('The file could not be made whole, so none was saved.').first()
    await notice.waitFor()
    line.mend()
    const isBack = () => manager.network.summary.query().then(({ sites }) => sites, String)
    await expect.poll(isBack).toBe(3)
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Try again' }).last().click()
    expect((await saved).suggestedFilename()).toBe('sites.csv')
    await page.getByText('sites.csv is in your downloads.').first().waitFor()
  })
})

import { newId } from '@changeover/shared/commands'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { clientFor, signInByPassword } from '../support/server.ts'
import { startCluster, type Cluster } from './servers/cluster.ts'

/** What somebody sees whose page is open, or is opened, while the database is away; nothing is loaded again by hand. */
const LONGEST_MS = 60_000
const AWAY = 'The database cannot be reached.'
const AWAY_ON_PHONE = 'The server’s database cannot be reached. Nothing is lost'
const ada = { name: 'Ada', email: 'ada@example.org', password: 'a sentence to remember' }

let cluster: Cluster
let browser: Browser
let cookie: string
beforeAll(async () => {
  cluster = await startCluster(1)
  await clientFor(cluster.origin).accounts.setup.mutate({ commandId: newId(), data: ada })
  cookie = await signInByPassword(cluster.servers[0].url, ada)
  return () => cluster.close()
})
beforeAll(async () => {
  browser = await launchBrowser()
  return () => browser.close()
})

const open = () => openPage(browser, cluster.servers[0].url, { cookie })

/** Fills in the form for a new person; the last button is not pressed. */
async function fillInvitation(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('E-mail').fill(`${newId()}@example.org`)
}

/** Takes the database away while `work` is done, however it ends. */
async function withoutDatabase(work: () => Promise<void>): Promise<void> {
  await cluster.stopDatabase()
  try {
    await work()
  } finally {
    await cluster.startDatabase()
  }
}

describe('a page that is open while the database goes away', () => {
  it('says so, keeps what was typed, and goes on by itself', async () => {
    const { page } = await open()
    await page.goto('/admin')
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor()
    await fillInvitation(page, 'Grace')
    const send = page.getByRole('dialog').getByRole('button', { name: 'Invite' })
    const { page: phone } = await open()
    await phone.goto('/field')
    await phone.getByText('You belong to no crew yet').waitFor()
    await withoutDatabase(async () => {
      await page.getByText(AWAY).first().waitFor({ timeout: LONGEST_MS })
      await page.getByText('Not live').waitFor()
      await phone.getByRole('link', { name: 'Van' }).click()
      await phone.evaluate(() => dispatchEvent(new Event('online')))
      await phone.getByText(AWAY_ON_PHONE).waitFor({ timeout: LONGEST_MS })
      await send.click()
      // The page asks a few times, then says that it could not; the form stays as it was.
      await page.getByRole('dialog').getByRole('alert').waitFor({ timeout: LONGEST_MS })
      expect(await page.getByRole('dialog').getByLabel('Name').inputValue()).toBe('Grace')
    })
    await page
      .getByText('nothing can be changed until it is back')
      .waitFor({ state: 'detached', timeout: LONGEST_MS })
    await page.getByText('Not live').waitFor({ state: 'detached', timeout: LONGEST_MS })
    await phone.getByText(AWAY_ON_PHONE).waitFor({ state: 'detached', timeout: LONGEST_MS })
    await phone.context().close()
    await send.click()
    await page.getByText('Grace').first().waitFor({ timeout: LONGEST_MS })
    const people = await clientFor(cluster.servers[0].url, cookie).accounts.listPeople.query()
    expect(people.filter(({ name }) => name === 'Grace')).toHaveLength(1)
    await page.context().close()
  })
})

describe('a page that is opened while the database is away', () => {
  it('says so, sends nobody away, and opens where it was meant to', async () => {
    const { page } = await open()
    await withoutDatabase(async () => {
      await page.goto('/admin')
      await page.getByText('The server cannot be reached').waitFor({ timeout: LONGEST_MS })
      expect(new URL(page.url()).pathname).toBe('/admin')
    })
    await page.getByRole('button', { name: 'Invite somebody' }).waitFor({ timeout: LONGEST_MS })
    await page.context().close()
  })

  it('calls no password wrong that it could not check', async () => {
    const { page } = await openPage(browser, cluster.servers[0].url)
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill(ada.email)
    await page.getByLabel('Password').fill(ada.password)
    await withoutDatabase(async () => {
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.getByText(AWAY).waitFor({ timeout: LONGEST_MS })
    })
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect.poll(() => new URL(page.url()).pathname, { timeout: LONGEST_MS }).toBe('/')
    await page.context().close()
  })
})

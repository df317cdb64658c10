import { createDatabase, createPool } from '@changeover/server/db/database'
import { openEmbedded } from '@changeover/server/db/embedded/index'
import { newId } from '@changeover/shared/commands'
import { dirname, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import {
  filesOfBlockDevices,
  makeSlowableDisk,
  noSlowDisksBecause,
  type SlowableDisk,
} from '../support/slow-disk.ts'
import { openPhone } from '../e2e/field-scene.ts'
import { crewWithOrder } from '../support/crew-with-order.ts'
import { ServerProcess } from '../support/server-process.ts'
import { clientFor, signInByPassword, type Client } from '../support/server.ts'

/**
 * A disk that becomes slow under a server with its embedded database: a block device that the kernel lets
 * write a few times a second. Only root may make one; elsewhere this is left out, and says why.
 */
const WRITES_A_SECOND = 4
const PEOPLE = 4
const LONGEST_MS = 60_000
const ada = { name: 'Ada', email: 'ada@example.org', password: 'a sentence to remember' }

const canSlowDisks = noSlowDisksBecause === null
let disk: SlowableDisk
let server: ServerProcess
let browser: Browser
let cookie: string
let crewCookie: string
let admin: Client
beforeAll(() => {
  if (!canSlowDisks) return undefined
  disk = makeSlowableDisk(600)
  return () => disk.remove()
})
beforeAll(async () => {
  if (!canSlowDisks) return undefined
  server = new ServerProcess({ CHANGEOVER_DIR: disk.directory, DATABASE_URL: '' })
  await server.start()
  await clientFor(server.url).accounts.setup.mutate({ commandId: newId(), data: ada })
  cookie = await signInByPassword(server.url, ada)
  admin = clientFor(server.url, cookie)
  return () => server.stop()
})
beforeAll(async () => {
  if (!canSlowDisks) return undefined
  browser = await launchBrowser()
  const postgres = await openEmbedded({ directory: disk.directory, as: 'tool' })
  const db = createDatabase(createPool(postgres.connection, { max: 1 }))
  crewCookie = await crewWithOrder(server.url, admin, db)
  await db.destroy()
  await postgres.stop()
  return () => browser.close()
})

const readiness = async () => {
  const response = await fetch(`${server.url}/readyz`)
  return { status: response.status, body: await response.json() }
}

/** Invites people all at once, each as a page does that asks again when no answer came. */
function invite(prefix: string): Promise<string[]> {
  return Promise.all(
    Array.from({ length: PEOPLE }, async (_unused, number) => {
      const commandId = newId<'Command'>()
      const name = `${prefix} ${number}`
      const data = { name, email: `${newId()}@example.org`, role: 'executive' as const }
      await admin.accounts.invitePerson.mutate({ commandId, data })
      await admin.accounts.invitePerson.mutate({ commandId, data })
      return name
    }),
  )
}

/** However `work` ends, the disk is quick again: nothing could be cleaned up otherwise. */
async function whileSlow<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  disk.limit(WRITES_A_SECOND)
  try {
    return await work()
  } finally {
    disk.limit(null)
  }
}

describe('a server whose disk is slow', () => {
  beforeEach(({ skip }) => skip(!canSlowDisks, noSlowDisksBecause ?? undefined))

  it('stands on a device that is gone as soon as nobody uses it', () => {
    const other = makeSlowableDisk(20)
    const image = join(dirname(other.directory), 'disk')
    expect(filesOfBlockDevices()).toContain(image)
    other.remove()
    expect(filesOfBlockDevices().join()).not.toContain(image)
  })

  it('says so, on the page too, keeps what it acknowledges once, and says when it is over', async () => {
    const { page, complaints } = await openPage(browser, server.url, { cookie })
    await page.goto('/admin')
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor()
    const before = await invite('before')

    const phones: Browser[] = []
    const phone = await openPhone(phones, server.url, { cookie: crewCookie })
    await phone.tap('Alder')
    const { meanwhile } = await whileSlow(async () => {
      const invited = invite('meanwhile')
      await expect
        .poll(readiness, { timeout: LONGEST_MS })
        .toMatchObject({ status: 200, body: { status: 'slow' } })
      await page.getByText('The server is slow just now.').waitFor({ timeout: LONGEST_MS })
      // One report is little to store: slower still, so that it takes as long as many did.
      disk.limit(1)
      await phone.tap('Arrived')
      await phone.page.getByText('The server is slow just now. Nothing is lost').waitFor()
      // Not waited for here: at one write a second a vacuum of the database's own would hold it up for minutes.
      return { meanwhile: invited }
    })
    const acknowledged = await meanwhile

    await expect
      .poll(readiness, { timeout: LONGEST_MS })
      .toEqual({ status: 200, body: { status: 'ready' } })
    await page
      .getByText('The server is slow just now.')
      .waitFor({ state: 'detached', timeout: LONGEST_MS })
    await phone.page.goBack()
    await phone.isSafe()
    await phones[0].close()
    const after = await invite('after')
    const there = (await admin.accounts.listPeople.query()).map(({ name }) => name)
    const expected = [ada.name, 'Rainier', ...before, ...acknowledged, ...after]
    expect(there.toSorted()).toEqual(expected.toSorted())
    // The page heard of those who were added while it was slow, without being loaded again.
    await page.getByText('meanwhile 3').waitFor()
    expect(complaints).toEqual([])
  })
})

import { createDatabase, createPool } from '@changeover/server/db/database'
import { openEmbedded, type EmbeddedPostgres } from '@changeover/server/db/embedded/index'
import { newId } from '@changeover/shared/commands'
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { openPhone } from '../e2e/field-scene.ts'
import { crewWithOrder } from '../support/crew-with-order.ts'
import { ServerProcess } from '../support/server-process.ts'
import { clientFor, signInByPassword, type Client } from '../support/server.ts'
import { makeOwnDirectory } from '../support/own-directory.ts'

/**
 * A disk that fills up under a server with its embedded database: a small file system in memory, which
 * only root may mount. What was acknowledged before, meanwhile and afterwards must be there, once.
 */
const SIZE_MB = 400
const LONGEST_MS = 90_000
const MORE_THAN_FITS = 20_000
const FULL = 'The server’s disk is full.'
const FULL_ON_PHONE = 'The server’s disk is full until an administrator makes room. Nothing is lost'
const isRoot = process.getuid?.() === 0 && process.platform === 'linux'

const directory = makeOwnDirectory('full')
const ballast = join(directory, 'ballast')
const ada = { name: 'Ada', email: 'ada@example.org', password: 'a sentence to remember' }
let server: ServerProcess
let admin: Client
let cookie: string
let browser: Browser
let crewCookie: string
/** Beside the server, as a tool that an administrator runs. */
let postgres: EmbeddedPostgres
let pool: pg.Pool

beforeAll(async () => {
  if (!isRoot) return
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tmpfs', directory])
  server = new ServerProcess({ CHANGEOVER_DIR: directory, DATABASE_URL: '' })
  await server.start()
  postgres = await openEmbedded({ directory, as: 'tool' })
  pool = createPool(postgres.connection, { max: 1 })
  const anonymous = clientFor(server.url)
  await anonymous.accounts.setup.mutate({ commandId: newId(), data: ada })
  cookie = await signInByPassword(server.url, ada)
  admin = clientFor(server.url, cookie)
  browser = await launchBrowser()
  crewCookie = await crewWithOrder(server.url, admin, createDatabase(pool))
})
afterAll(async () => {
  if (!isRoot) return
  await browser.close()
  await pool.end()
  await postgres.stop()
  await server.stop()
  execFileSync('umount', [directory])
  rmSync(directory, { recursive: true, force: true })
})

/** Fills what is left, to the last block. */
function fillUp(): void {
  const file = openSync(ballast, 'a')
  const block = Buffer.alloc(64 * 1024)
  try {
    for (;;) writeSync(file, block)
  } catch {
    // The disk is full now.
  } finally {
    closeSync(file)
  }
}

/** Writes to the database's log until it wants a new piece, for which there is no room. */
async function useUpLog(): Promise<void> {
  const aMegabyte = `select pg_logical_emit_message(false, 'test', repeat(random()::text, 60000))`
  for (let megabytes = 0; megabytes < 200; megabytes++)
    if ((await pool.query(aMegabyte).catch(() => true)) === true) return
}

const readiness = async () => {
  const response = await fetch(`${server.url}/readyz`)
  return { status: response.status, body: await response.json() }
}

/** Adds people until one is refused. @returns the names that were acknowledged, and the refusal. */
async function addPeople(prefix: string, most: number) {
  const acknowledged: string[] = []
  for (let number = 0; number < most; number++) {
    const name = `${prefix} ${number} ${'x'.repeat(80)}`
    try {
      await admin.accounts.invitePerson.mutate({
        commandId: newId(),
        data: { name, email: `${prefix}${number}@example.org`, role: 'executive' },
      })
      acknowledged.push(name)
    } catch (error) {
      return { acknowledged, refusal: error }
    }
  }
  return { acknowledged, refusal: null }
}

describe.runIf(isRoot)('a server whose disk is full', () => {
  it('says so, refuses, loses nothing, and goes on by itself when there is room', async () => {
    const { page } = await openPage(browser, server.url, { cookie })
    await page.goto('/admin')
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor()
    const phones: Browser[] = []
    const phone = await openPhone(phones, server.url, { cookie: crewCookie })
    await phone.tap('Alder')
    const before = await addPeople('before', 20)
    fillUp()
    expect(statfsSync(directory).bavail).toBe(0)
    const meanwhile = await addPeople('meanwhile', MORE_THAN_FITS)
    expect(meanwhile.refusal).toMatchObject({ data: { error: 'DISK_FULL', httpStatus: 503 } })
    expect(await readiness()).toEqual({ status: 503, body: { status: 'disk full' } })
    expect((await admin.accounts.me.query()).actor?.name).toBe(ada.name)
    await page.getByText(FULL).waitFor({ timeout: LONGEST_MS })
    await phone.tap('Arrived')
    await phone.page.goBack()
    await phone.tap('not yet sent')
    await phone.page.getByText(FULL_ON_PHONE).waitFor({ timeout: LONGEST_MS })

    rmSync(ballast)
    expect(await readiness()).toMatchObject({ status: 200 })
    await page.getByText(FULL).waitFor({ state: 'detached', timeout: LONGEST_MS })
    const after = await addPeople('after', 20)
    expect(after.refusal).toBeNull()
    await expectExactly([before, meanwhile, after])
    // The crew's report went by itself, and is there.
    await phone.page
      .getByText('Everything you did is on the server')
      .waitFor({ timeout: LONGEST_MS })
    await phone.page.getByText(FULL_ON_PHONE).waitFor({ state: 'detached' })
    const [order] = (await admin.orders.list.query({ limit: 1 })).rows
    expect(order.state).toBe('on_site')
    await phones[0].close()
    // The page went on by itself: it shows who was added since.
    await page.getByText('after 19').waitFor({ timeout: LONGEST_MS })
    await page.context().close()
  })

  it('starts its database again, when that could not even write its log and gave up', async () => {
    const before = await peopleNow()
    fillUp()
    await useUpLog()
    await expect.poll(() => postgres.state(), { timeout: LONGEST_MS, interval: 10 }).toBe('dead')
    const meanwhile = await addPeople('log', MORE_THAN_FITS)
    expect(meanwhile.refusal).not.toBeNull()
    await expect.poll(async () => (await readiness()).status, { timeout: LONGEST_MS }).toBe(503)
    rmSync(ballast)
    await expect.poll(readiness, { timeout: LONGEST_MS }).toMatchObject({ status: 200 })
    const after = await addPeople('later', 20)
    expect(after.refusal).toBeNull()
    await expectExactly([{ acknowledged: before }, meanwhile, after])
  })
})

async function peopleNow(): Promise<string[]> {
  const people = await admin.accounts.listPeople.query()
  const others = [ada.name, 'Rainier']
  return people.map(({ name }) => name).filter((name) => !others.includes(name))
}

/** All that was acknowledged is there once, and nothing that was refused. */
async function expectExactly(added: readonly { acknowledged: string[] }[]): Promise<void> {
  const expected = added.flatMap(({ acknowledged }) => acknowledged)
  expect((await peopleNow()).toSorted()).toEqual(expected.toSorted())
}

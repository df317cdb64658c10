import { newId } from '@changeover/shared/commands'
import { addDays } from '@changeover/shared/time'
import { sql } from 'kysely'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFieldScene, waitUntilInstalled, type FieldScene, type Phone } from './field-scene.ts'

let scene: FieldScene
beforeAll(async () => {
  scene = await startFieldScene(
    ['Alder', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir', 'Gum', 'Hazel', 'Ivy'].map((name) => ({
      name,
    })),
  )
})
afterAll(() => scene.close())

/** A phone that has everything it needs and then loses its signal. */
async function goUnderground(): Promise<Phone> {
  const phone = await scene.openPhone()
  await waitUntilInstalled(phone.page)
  await phone.page.getByText('just fetched').waitFor()
  await phone.setOffline(true)
  return phone
}

async function workUntilChecks(phone: Phone, site: string): Promise<void> {
  await phone.tap(site)
  await phone.tap('Arrived')
  await phone.tap(`${site} station`)
  await phone.tap('CT4000')
  await phone.shoot('Take the photo')
  await phone.page.getByText('All 3 OK').waitFor()
}

async function finish(phone: Phone): Promise<void> {
  await phone.tap(/All 3 OK/)
  await phone.shoot('Take the photo')
  await phone.tap('Done', '.bar')
  await phone.page.getByText('This order is done').waitFor()
  await phone.tap('Back to today')
}

describe('in airplane mode', () => {
  it('a day goes on through a reload and a kill, and all of it arrives once the signal is back', async () => {
    const phone = await goUnderground()
    const { page } = phone
    await page.reload()
    await page.getByText('No connection').waitFor()
    await page.getByText('On this phone: 9 orders').waitFor()
    await workUntilChecks(phone, 'Alder')
    const context = page.context()
    await page.close()

    phone.page = await context.newPage()
    await phone.page.goto('/field')
    // The killed app comes back to the same step.
    await phone.page.getByText('All 3 OK').waitFor()
    await finish(phone)
    await phone.page.getByText(/\d+ not yet sent/).waitFor()
    await expect
      .poll(() => scene.orderAt('Alder'))
      .toMatchObject({ state: 'scheduled', answers: [] })

    await phone.setOffline(false)
    await phone.isSafe()
    const order = await scene.orderAt('Alder')
    expect(order).toMatchObject({ state: 'done', ports: [{ outcome: 'fitted' }] })
    expect(order.answers.map(({ step }) => step).toSorted()).toEqual(
      ['holster', 'kit', 'latched', 'power_off', 'station'].toSorted(),
    )
    expect(order.evidence.map(({ isStored }) => isStored)).toEqual([true, true])
    expect(phone.complaints).toEqual([])
  })

  it('what is typed and not yet sent is there again after a kill', async () => {
    const phone = await goUnderground()
    await phone.tap('Birch')
    await phone.tap('Blocked')
    await phone.tap('It is not safe')
    await phone.page.getByLabel('Say it in a few words').pressSequentially('wet floor')
    // No hand is quicker between a key and whatever ends the app.
    await phone.page.waitForTimeout(200)
    const context = phone.page.context()
    const url = phone.page.url()
    await phone.page.close()
    phone.page = await context.newPage()
    await phone.page.goto(url)
    await phone.page.getByText('What stops you?').waitFor()
    await expect
      .poll(() => phone.page.getByLabel('Say it in a few words').inputValue())
      .toBe('wet floor')
    await phone.tap('Send')
    await phone.page.getByText('It is not safe: wet floor').waitFor()
  })
})

describe('what the server refuses', () => {
  it('is kept, explained, exported, and let go only by hand; the evidence arrives all the same', async () => {
    const phone = await goUnderground()
    await workUntilChecks(phone, 'Cedar')
    await finish(phone)
    await scene.moveGate('AC', addDays(scene.today, 5))
    await phone.setOffline(false)
    await phone.page.getByText(/\d+ refused/).waitFor()
    await expect.poll(async () => (await scene.orderAt('Cedar')).answers.length).toBe(5)
    expect((await scene.orderAt('Cedar')).state).toBe('scheduled')
    await expect
      .poll(async () => (await scene.orderAt('Cedar')).evidence.map(({ isStored }) => isStored))
      .toEqual([true, true])

    const { page } = phone
    await phone.tap(/refused/, '.tabs')
    await page.getByText('The milestone has not opened yet').first().waitFor()
    const saving = page.waitForEvent('download')
    await phone.tap('Save a copy')
    const file = JSON.parse(await readFile(await (await saving).path(), 'utf8'))
    expect(file.commands.map(({ name }: { name: string }) => name)).toEqual([
      'orders.arrive',
      'orders.start',
      'orders.close',
    ])
    await phone.tap('Put away')
    await expect.poll(() => page.locator('.item').count()).toBe(3)
    await phone.tap('Put away for good')
    await expect.poll(() => page.locator('.item').count()).toBe(2)

    // The office moves the gate back: what was refused is sent again, unchanged, and stands.
    await scene.moveGate('AC', addDays(scene.today, -30))
    for (let left = 2; left > 0; left--) {
      await page
        .locator('.item')
        .filter({ hasText: 'Refused' })
        .first()
        .getByText('Try again')
        .tap()
      await expect.poll(() => page.locator('.item').count()).toBe(left - 1)
    }
    await phone.isSafe()
    expect((await scene.orderAt('Cedar')).state).toBe('done')
  })
})

describe('an order that the office cancelled meanwhile', () => {
  it('stays cancelled, and everything the crew did is with the office: nothing is refused', async () => {
    const phone = await goUnderground()
    await workUntilChecks(phone, 'Ivy')
    await finish(phone)
    const { id } = await scene.orderAt('Ivy')
    await scene.manager.orders.cancel.mutate({
      commandId: newId(),
      data: { orderId: id, reason: 'The site is sold' },
    })
    await phone.setOffline(false)
    await phone.page.getByText('3 of your reports are about orders that were cancelled').waitFor()
    await phone.isSafe()
    const order = await scene.orderAt('Ivy')
    expect(order.state).toBe('cancelled')
    expect(order.answers).toHaveLength(5)
    expect(order.evidence).toHaveLength(2)
    expect(order.lateReports.map(({ name }) => name)).toEqual([
      'orders.arrive',
      'orders.start',
      'orders.close',
    ])
    await phone.tap('OK', '.notices')
    await phone.tap('Ivy')
    await phone.page
      .getByText('The office cancelled this order. What you recorded is kept')
      .waitFor()
    expect(phone.complaints).toEqual([])
  })
})

describe('somebody who was signed out underground', () => {
  it('keeps the work, signs in, and everything is sent', async () => {
    const phone = await goUnderground()
    const { page } = phone
    await phone.tap('Dogwood')
    await phone.tap('Arrived')
    await sql`
      delete from session where person_id = (select id from person where email = ${scene.crew.email})
    `.execute(scene.server.opened.services.db)
    // The server remembers a session for three seconds.
    await new Promise((resolve) => setTimeout(resolve, 3_500))
    await phone.setOffline(false)
    await page.getByText('You are signed out').waitFor()
    expect((await scene.orderAt('Dogwood')).state).toBe('scheduled')
    await phone.tap('Sign in')
    await page.getByText('1 not yet sent are kept').waitFor()
    await page.getByLabel('E-mail').fill(scene.crew.email)
    await page.getByLabel('Password').fill(scene.crew.password)
    await page.locator('form button').tap()
    await phone.isSafe()
    expect((await scene.orderAt('Dogwood')).state).toBe('on_site')
  })
})

describe('somebody who signs out without a signal', () => {
  it('is not taken back in when it returns, and their session ends at the server', async () => {
    const phone = await goUnderground()
    const { page } = phone
    const { db } = scene.server.opened.services
    const sessions = async () => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from session s join person p on p.id = s.person_id where p.email = ${scene.crew.email}
      `.execute(db)
      return rows[0].count
    }
    const before = await sessions()
    await page.getByLabel('Settings').tap()
    await phone.tap('Sign out')
    await page.getByLabel('E-mail').waitFor()
    await page.reload()
    await page.getByLabel('E-mail').waitFor()
    expect(await sessions()).toBe(before)
    await phone.setOffline(false)
    await expect.poll(sessions).toBe(before - 1)
    await page.reload()
    await page.getByLabel('E-mail').fill(scene.crew.email)
    await page.getByLabel('Password').fill(scene.crew.password)
    await page.locator('form button').tap()
    await page.getByText('Elm').waitFor()
  })
})

describe('a phone whose clock is a day ahead', () => {
  it('says so, and the history has the true time', async () => {
    const phone = await scene.openPhone({ clockAheadMs: 86_400_000 })
    await phone.page.getByText(/clock is 24 h ahead/).waitFor()
    await phone.tap('Elm')
    await phone.tap('Arrived')
    await phone.page.getByText('On site').waitFor()
    const { id } = await scene.orderAt('Elm')
    const newest = async () => {
      const { entries } = await scene.manager.history.ofRecord.query({ kind: 'order', id })
      return entries[0]
    }
    await expect.poll(async () => (await newest()).kind).toBe('order.arrived')
    const arrived = await newest()
    const off = Math.abs(Date.parse(arrived.occurredAt) - Date.parse(arrived.recordedAt))
    expect(off).toBeLessThan(60_000)
  })
})

describe('two tabs on one phone', () => {
  it('share one outbox: each thing is sent once, and both show it', async () => {
    const phone = await goUnderground()
    const other = await phone.page.context().newPage()
    await other.goto('/field')
    await phone.tap('Fir')
    await phone.tap('Arrived')
    await other.getByText('1 not yet sent').waitFor()
    await other.getByText('Gum').tap()
    await other.getByText('Arrived').tap()
    await phone.page.getByText('On site').waitFor()
    await phone.setOffline(false)
    await other.getByLabel('Back').tap()
    await other.locator('.badge.safe').waitFor({ timeout: 20_000 })
    const { rows } = await sql<{ sequence: number; count: number }>`
      select device_sequence as sequence, count(*)::int as count from event
      where device_sequence is not null and ordinal = 0 group by device_id, device_sequence having count(*) > 1
    `.execute(scene.server.opened.services.db)
    expect(rows).toEqual([])
    expect((await scene.orderAt('Fir')).state).toBe('on_site')
    expect((await scene.orderAt('Gum')).state).toBe('on_site')
  })
})

describe('a phone without space', () => {
  it('says what was not saved, keeps what was, and goes on when there is space again', async () => {
    const phone = await goUnderground()
    const { page } = phone
    await phone.tap('Hazel')
    await phone.tap('Arrived')
    await phone.tap('Hazel station')
    await phone.tap('CT4000')
    await page.getByText('Take the photo').waitFor()
    // What the browser's database does when the phone has no space left.
    await page.evaluate(`(() => {
      const { add } = IDBObjectStore.prototype
      window.freeSpace = () => { IDBObjectStore.prototype.add = add }
      IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError') }
    })()`)
    await phone.shoot('Take the photo')
    await page.getByText('storage is full').waitFor()
    await page.getByRole('heading', { name: 'Photo before' }).waitFor()
    await page.evaluate('freeSpace()')
    await phone.shoot('Take the photo')
    await page.getByText('All 3 OK').waitFor()
    await expect.poll(() => page.getByText('storage is full').count()).toBe(0)
    await phone.setOffline(false)
    await phone.page.getByLabel('Back').tap()
    await phone.isSafe()
    expect((await scene.orderAt('Hazel')).answers).toHaveLength(2)
  })
})

import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startFieldScene, waitUntilInstalled, type FieldScene, type Phone } from './field-scene.ts'
import { startGateway, type Gateway } from './gateway.ts'

let scene: FieldScene
let gateway: Gateway
beforeAll(async () => {
  scene = await startFieldScene(['Alder', 'Birch', 'Cedar'].map((name) => ({ name })))
})
beforeEach(async () => {
  gateway = await startGateway(scene.server.url)
})
afterEach(() => gateway.close())
afterAll(() => scene.close())

async function openBehindGateway(): Promise<Phone> {
  const phone = await scene.openPhone({ through: gateway.url })
  await waitUntilInstalled(phone.page)
  // From its second start on, the app comes from the phone.
  await phone.page.reload()
  await phone.page.getByText('just fetched').waitFor()
  return phone
}

async function workUntilPhoto(phone: Phone, site: string): Promise<void> {
  await phone.tap(site)
  await phone.tap('Arrived')
  await phone.tap(`${site} station`)
  await phone.tap('CT4000')
}

/** How often the server carried out each command that came from a phone. */
async function timesRecorded(): Promise<number[]> {
  const { rows } = await sql<{ times: number }>`
    select count(*)::int as times from event
    where device_sequence is not null and ordinal = 0 group by device_id, device_sequence
  `.execute(scene.server.opened.services.db)
  return rows.map(({ times }) => times)
}

describe('the app is updated while commands wait', () => {
  it('the new version goes on at the same step, and sends each thing once', async () => {
    const phone = await openBehindGateway()
    const { page } = phone
    gateway.isCut = true
    await workUntilPhoto(phone, 'Alder')
    await phone.shoot('Take the photo')
    await page.getByText('All 3 OK').waitFor()

    gateway.version = 'b'.repeat(32)
    await page.evaluate(
      'navigator.serviceWorker.getRegistration("/field").then((it) => it.update())',
    )
    await page.getByText('A new version is ready. Nothing that waits is lost.').waitFor()
    await expect.poll(() => page.locator('meta[name="version"]').count()).toBe(0)
    await phone.tap('Use it now')
    await page.locator('meta[name="version"]').waitFor({ state: 'attached' })
    await page.getByText('All 3 OK').waitFor()
    await phone.page.getByLabel('Back').tap()
    await page.getByText('6 not yet sent').waitFor()
    await expect
      .poll(() => scene.orderAt('Alder'))
      .toMatchObject({ state: 'scheduled', answers: [] })

    gateway.isCut = false
    await page.reload()
    await phone.isSafe()
    await expect
      .poll(() => scene.orderAt('Alder'))
      .toMatchObject({
        state: 'in_progress',
        evidence: [{ kind: 'before', isStored: true }],
      })
    expect((await scene.orderAt('Alder')).answers).toHaveLength(2)
    await expect.poll(() => timesRecorded()).toEqual([1, 1, 1, 1, 1])
  })
})

describe('a page that is killed in the middle of a photo', () => {
  it('goes on at the part that was missing, and the photo arrives whole', async () => {
    const phone = await openBehindGateway()
    await workUntilPhoto(phone, 'Birch')
    gateway.parts = []
    let held: number | null = null
    const isHeld = new Promise<void>((resolve) => {
      gateway.letsPartPass = (offset) => {
        if (offset === 0 || held !== null) return held === null
        held = offset
        resolve()
        return false
      }
    })
    await phone.shoot('Take the photo', await largePhoto(phone))
    await isHeld
    const context = phone.page.context()
    await phone.page.close()
    expect(gateway.parts).toEqual([{ offset: 0, status: 200 }])
    expect((await scene.orderAt('Birch')).evidence).toMatchObject([{ isStored: false }])

    gateway.letsPartPass = () => true
    phone.page = await context.newPage()
    await phone.page.goto('/field')
    await phone.page.getByText('All 3 OK').waitFor()
    await phone.page.getByLabel('Back').tap()
    await phone.isSafe()
    const offsets = gateway.parts.map(({ offset }) => offset)
    expect(offsets.length).toBeGreaterThan(2)
    expect(offsets[1]).toBe(held)
    expect(new Set(offsets).size).toBe(offsets.length)
    expect((await scene.orderAt('Birch')).evidence).toMatchObject([{ isStored: true }])
  })
})

describe('a damaged entry on the phone', () => {
  it('is shown and can be put away, and everything else is sent', async () => {
    const phone = await openBehindGateway()
    const { page } = phone
    gateway.isCut = true
    await phone.tap('Cedar')
    await phone.tap('Arrived')
    await phone.tap('Cedar station')
    await phone.page.getByLabel('Back').tap()
    await page.getByText('3 not yet sent').waitFor()
    await page.evaluate(`new Promise((resolve, reject) => {
      const opening = indexedDB.open('changeover-field')
      opening.onerror = reject
      opening.onsuccess = () => {
        const tx = opening.result.transaction('outbox', 'readwrite')
        const store = tx.objectStore('outbox')
        store.index('bySequence').openCursor().onsuccess = ({ target }) => {
          const { data: _lost, ...rest } = target.result.value
          store.put(rest)
        }
        tx.oncomplete = () => { opening.result.close(); resolve() }
      }
    })`)
    gateway.isCut = false
    await page.reload()
    await page.getByText('1 refused').first().waitFor()
    await expect.poll(async () => (await scene.orderAt('Cedar')).answers.length).toBe(1)
    await phone.tap(/refused/, '.tabs')
    await page.getByText('A damaged entry').waitFor()
    await page.getByText('Save a copy of what waits').waitFor()
    await phone.tap('Put away')
    await phone.tap('Put away for good')
    await page.getByText('Everything you did is on the server.').waitFor()
  })
})

/** A picture as detailed as a camera's: noise, which stays large however it is pressed. */
async function largePhoto({ page }: Phone): Promise<Buffer> {
  const base64: string = await page.evaluate(`(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 1200
    canvas.height = 900
    const brush = canvas.getContext('2d')
    const image = brush.createImageData(1200, 900)
    let seed = 1
    for (let index = 0; index < image.data.length; index++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
      image.data[index] = index % 4 === 3 ? 255 : (seed >>> 16) & 255
    }
    brush.putImageData(image, 0, 0)
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]
  })()`)
  return Buffer.from(base64, 'base64')
}

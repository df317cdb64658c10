import { makeThumbnail } from '@changeover/server/files/index'
import { newId } from '@changeover/shared/commands'
import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBarriers } from './axe.ts'
import { startFieldScene, waitUntilInstalled, type FieldScene, type Phone } from './field-scene.ts'

let scene: FieldScene
beforeAll(async () => {
  scene = await startFieldScene([
    { name: 'Alder' },
    { name: 'Birch' },
    { name: 'Cedar' },
    // Two orders: one for its AC and one for its DC port.
    { name: 'Elm', family: null, ports: [{}, { level: 'DC', standards: ['CCS1', 'CHADEMO'] }] },
  ])
})
afterAll(() => scene.close())

async function goUnderground(): Promise<Phone> {
  const phone = await scene.openPhone()
  await waitUntilInstalled(phone.page)
  await phone.page.getByText('just fetched').waitFor()
  await phone.setOffline(true)
  return phone
}

describe('hardware that is on no list', () => {
  it('goes back to planning with the crew’s words, also when it was said without a signal', async () => {
    const phone = await goUnderground()
    await phone.tap('Alder')
    await phone.tap('Arrived')
    phone.taps = 0
    await phone.tap('Different')
    await phone.tap('None of these')
    await phone.page.getByLabel('What is it?').fill('Coda, no label')
    await phone.tap('Save')
    expect(phone.taps).toBeLessThanOrEqual(3)
    await phone.page.getByText('The office plans it anew').waitFor()
    await phone.setOffline(false)
    await phone.page.getByLabel('Back').tap()
    await phone.isSafe()
    await expect
      .poll(() => scene.orderAt('Alder'))
      .toMatchObject({
        state: 'planned',
        crew: null,
        observations: [{ description: 'Coda, no label', effect: 'returned' }],
      })
    expect(phone.complaints).toEqual([])
  })
})

describe('two phones of one crew on one order', () => {
  it('keep both answers to a step and ask once; one tap decides', async () => {
    const one = await goUnderground()
    const two = await goUnderground()
    for (const phone of [one, two]) {
      await phone.tap('Birch')
      await phone.tap('Arrived')
    }
    await one.tap('Birch station')
    await two.page.getByLabel('Or type the code').fill('X-9')
    await two.tap('Use this code')
    await one.setOffline(false)
    await expect.poll(async () => (await scene.orderAt('Birch')).answers.length).toBe(1)
    await two.setOffline(false)
    await two.page.getByText('Two answers. Which is right?').waitFor()
    expect(await findBarriers(two.page)).toEqual([])
    const open = await scene.orderAt('Birch')
    expect(open.answers[0].rivals).toMatchObject([{ value: 'X-9' }])

    two.taps = 0
    await two.tap('X-9', 'dialog')
    expect(two.taps).toBe(1)
    await expect
      .poll(async () => (await scene.orderAt('Birch')).answers)
      .toMatchObject([{ value: 'X-9', rivals: [] }])
    // The other phone has nothing left to decide.
    await one.page.reload()
    await one.page.getByRole('heading', { name: 'Scan the kit' }).waitFor()
    await expect.poll(() => one.page.getByText('Two answers').count()).toBe(0)
    expect(one.complaints).toEqual([])
  })
})

describe('what a job leaves behind', () => {
  it('the kit’s serial and side, and a faulty part that goes back, arrive with the closing', async () => {
    const phone = await scene.openPhone()
    const { page } = phone
    await phone.tap('Cedar')
    await phone.tap('Arrived')
    await phone.tap('Cedar station')
    await phone.tap('CT4000')
    await phone.shoot('Take the photo')
    await phone.tap(/All 3 OK/)
    await phone.shoot('Take the photo')
    await phone.tap('Change')
    await page.getByLabel('Serial number of the kit').fill('K-77')
    await phone.tap('Left')
    await page.getByText('Parts that go back (0)').tap()
    await phone.tap('+ Holster')
    await phone.tap('Faulty', '.ports .low')
    await page.getByLabel('Serial number, if there is one').fill('H-1')
    expect(await findBarriers(page)).toEqual([])
    await phone.tap('Done', '.bar')
    await phone.tap('Back to today')
    await phone.isSafe()
    await expect
      .poll(() => scene.orderAt('Cedar'))
      .toMatchObject({
        state: 'done',
        ports: [{ kitSerial: 'K-77', kitSide: 'left' }],
        parts: [{ name: 'Holster', serial: 'H-1', kind: 'returned' }],
      })
    expect(phone.complaints).toEqual([])
  })
})

describe('what the phone takes along', () => {
  it('shows the site as earlier visits saw it, with host and access, in airplane mode', async () => {
    const { services } = scene.server.opened
    const { site } = await scene.orderAt('Elm')
    await services.db
      .updateTable('site')
      .set({ hostContact: 'Kim, 206 555 0100', accessNotes: 'Gate code 4711' })
      .where('id', '=', site.id)
      .execute()
    const picture = await sharp({
      create: { width: 900, height: 600, channels: 3, background: '#468' },
    })
      .jpeg()
      .toBuffer()
    const sha256 = createHash('sha256').update(picture).digest('hex')
    await fetch(`${scene.server.url}/api/files/${sha256}`, {
      method: 'PUT',
      headers: { cookie: scene.manager.cookie },
      body: new Uint8Array(picture),
    })
    await makeThumbnail(services, sha256)
    // Each order of the site shows what the other one saw.
    const { rows } = await scene.manager.orders.list.query({ filter: { siteId: site.id } })
    for (const { id: orderId } of rows)
      await scene.manager.orders.addEvidence.mutate({
        commandId: newId(),
        data: {
          orderId,
          evidenceId: newId(),
          kind: 'other',
          sha256,
          takenAt: '2026-05-01T18:00:00Z',
        },
      })
    const phone = await goUnderground()
    await phone.page.reload()
    await phone.tap('Elm')
    await phone.page.getByAltText(/This site on/).waitFor()
    await phone.page.getByText('Gate code 4711').waitFor()
    await phone.page.getByText('Kim, 206 555 0100').waitFor()
    await expect
      .poll(() => phone.page.getByText('Directions').getAttribute('href'))
      .toMatch(/^geo:/)
    expect(phone.complaints).toEqual([])
  })
})

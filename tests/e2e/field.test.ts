import { addDays } from '@changeover/shared/time'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBarriers } from './axe.ts'
import { startFieldScene, type FieldScene } from './field-scene.ts'

const dc = { family: 'CPE250', ports: [{ level: 'DC' as const, standards: ['CCS1', 'CHADEMO'] }] }

let scene: FieldScene
beforeAll(async () => {
  scene = await startFieldScene([
    { name: 'Alder Garage', ports: [{}, {}] },
    { name: 'Birch Plaza' },
    { name: 'Cedar Mall' },
    { name: 'Dogwood Depot', ...dc },
    { name: 'Elm Yard' },
  ])
})
afterAll(() => scene.close())

describe('a crew member at phone size', () => {
  it('closes a clean job in at most eight taps', async () => {
    const phone = await scene.openPhone()
    await phone.tap('Alder Garage')
    await phone.tap('Arrived')
    await phone.tap('Alder Garage station')
    await phone.tap('CT4000')
    await phone.shoot('Take the photo')
    await phone.tap(/All 3 OK/)
    await phone.shoot('Take the photo')
    await phone.tap('Done', '.bar')
    expect(phone.taps).toBeLessThanOrEqual(8)
    await phone.page.getByText('This order is done').waitFor()
    await phone.tap('Back to today')
    await phone.isSafe()
    const order = await scene.orderAt('Alder Garage')
    expect(order).toMatchObject({
      state: 'done',
      ports: [{ outcome: 'fitted' }, { outcome: 'fitted' }],
    })
    expect(order.evidence.map(({ kind, isStored }) => [kind, isStored])).toEqual([
      ['before', true],
      ['after', true],
    ])
    expect(phone.complaints).toEqual([])
  })

  it('reports a blocked order in four taps', async () => {
    const phone = await scene.openPhone()
    await phone.tap('Birch Plaza')
    phone.taps = 0
    await phone.tap('Blocked')
    await phone.tap('No access to the site')
    await phone.shoot('Photo')
    await phone.page.getByText('Photo taken').waitFor()
    await phone.tap('Send')
    expect(phone.taps).toBeLessThanOrEqual(4)
    await phone.page.getByText('Reported as blocked').waitFor()
    await phone.page.getByLabel('Back').tap()
    await phone.isSafe()
    await expect
      .poll(() => scene.orderAt('Birch Plaza'))
      .toMatchObject({
        state: 'blocked',
        blockedReason: 'No access to the site',
        evidence: [{ kind: 'blocked', isStored: true }],
      })
    expect(phone.complaints).toEqual([])
  })

  it('says in three taps that the hardware differs, and closes with the kit that was fitted', async () => {
    const phone = await scene.openPhone()
    await phone.tap('Cedar Mall')
    await phone.tap('Arrived')
    phone.taps = 0
    await phone.tap('Different')
    await phone.tap('CP6000')
    await phone.tap('Save')
    expect(phone.taps).toBeLessThanOrEqual(3)
    await phone.tap('Cedar Mall station')
    await phone.tap('CP6000')
    await phone.shoot('Take the photo')
    await phone.tap(/All 3 OK/)
    await phone.shoot('Take the photo')
    await phone.tap('Done', '.bar')
    await phone.tap('Back to today')
    await phone.isSafe()
    const order = await scene.orderAt('Cedar Mall')
    const kits = await scene.manager.program.listKitTypes.query()
    expect(order.state).toBe('done')
    expect(order.ports[0].kitTypeId).toBe(kits.find(({ family }) => family === 'CP6000')?.id)
    expect(phone.complaints).toEqual([])
  })

  it('shows the loss of CHAdeMO before closing, and lets no CCS1 go', async () => {
    const phone = await scene.openPhone()
    const { page } = phone
    await phone.tap('Dogwood Depot')
    await phone.tap('Arrived')
    await phone.tap('Dogwood Depot station')
    await phone.tap('CPE250')
    await phone.shoot('Take the photo')
    await phone.tap('OK', '.bar')
    await phone.tap('1 relay')
    for (const key of ['3', '.', '4']) await phone.tap(key, '.keypad')
    await phone.tap(/Save 3.4 Nm/)
    await page.getByText('3.4 Nm is too high').waitFor()
    for (const key of ['2', '.', '8']) await phone.tap(key, '.keypad')
    await phone.tap(/Save 2.8 Nm/)
    await phone.tap('OK', '.bar')
    await phone.shoot('Take the photo')
    await page.getByText('1 CHAdeMO plug goes with this').waitFor()
    await phone.tap('Change')
    await phone.tap('CCS1 · Stays')
    await page.getByText('The site would have fewer CCS1 connectors than before.').waitFor()
    await expect.poll(() => page.locator('.bar .primary').isDisabled()).toBe(true)
    await phone.tap('CCS1 · Goes')
    await phone.tap('Done', '.bar')
    await phone.tap('Back to today')
    await phone.isSafe()
    const order = await scene.orderAt('Dogwood Depot')
    expect(order.state).toBe('done')
    expect(order.ports[0].standards.toSorted()).toEqual(['CCS1', 'NACS'])
    expect(phone.complaints).toEqual([])
  })

  it('is stopped before it takes the site’s last J1772', async () => {
    const phone = await scene.openPhone()
    await phone.tap('Elm Yard')
    await phone.tap('Arrived')
    await phone.tap('Elm Yard station')
    await phone.tap('CT4000')
    await phone.shoot('Take the photo')
    await phone.tap(/All 3 OK/)
    await phone.shoot('Take the photo')
    await phone.tap('Change')
    await phone.tap('J1772 · Stays')
    await phone.page.getByText('keeps at least one J1772').waitFor()
    await expect.poll(() => phone.page.locator('.bar .primary').isDisabled()).toBe(true)
    expect(phone.complaints).toEqual([])
  })
})

describe('every page of the field app', () => {
  for (const theme of ['light', 'dark'] as const)
    it(`has no barriers that axe finds, and targets for gloves, in ${theme}`, async () => {
      const phone = await scene.openPhone({ theme })
      const { page } = phone
      const barriers: Record<string, string[]> = {}
      const look = async (name: string) => {
        await page.getByRole('heading', { level: 1 }).waitFor()
        barriers[name] = [...(await findBarriers(page)), ...(await findSmallTargets(page))]
      }
      await look('today')
      for (const name of ['Week', 'Van', /All safe/] as const) {
        await phone.tap(name, '.tabs')
        await look(String(name))
      }
      await phone.tap('Today', '.tabs')
      await page.getByLabel('Settings').tap()
      await look('settings')
      await phone.tap('Today', '.tabs')
      await phone.tap('Birch Plaza')
      await look('blocked order')
      expect(barriers).toEqual(Object.fromEntries(Object.keys(barriers).map((name) => [name, []])))
      expect(phone.complaints).toEqual([])
    })
})

describe('a DC order before its gate', () => {
  it('cannot be started, and says the day of the gate', async () => {
    const gate = addDays(scene.today, 40)
    const closed = await startFieldScene([{ name: 'Fir Station', ...dc }], { dcGate: gate })
    try {
      const phone = await closed.openPhone()
      await phone.tap('Fir Station')
      await phone.page.getByText('Cannot start yet').waitFor()
      const day = new Intl.DateTimeFormat('en', {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        timeZone: 'UTC',
      }).format(new Date(`${gate}T00:00:00Z`))
      await phone.page.getByText(day).waitFor()
      await expect.poll(() => phone.page.getByText('Arrived').count()).toBe(0)
    } finally {
      await closed.close()
    }
  })
})

/** Buttons and links that a glove would miss: under 48 px high or wide. */
async function findSmallTargets(page: Page): Promise<string[]> {
  const found = await page.evaluate(`[...document.querySelectorAll('button, a, summary, label')]
    .map((target) => ({ text: target.textContent.trim(), box: target.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && (box.height < 48 || box.width < 48))
    .map(({ text, box }) => text + ' ' + Math.round(box.width) + ' × ' + Math.round(box.height))`)
  // The expression above gives texts.
  return found as string[]
}

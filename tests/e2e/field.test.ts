import { addDays } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFieldScene, type FieldScene } from './field-scene.ts'

let scene: FieldScene
beforeAll(async () => {
  scene = await startFieldScene([
    { name: 'Alder Garage', ports: [{}, {}] },
    { name: 'Birch Plaza' },
    { name: 'Cedar Mall' },
    {
      name: 'Dogwood Depot',
      family: 'Express 250',
      ports: [{ level: 'DC', standards: ['CCS1', 'CHADEMO'] }],
    },
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
    expect(await scene.orderAt('Alder Garage')).toMatchObject({
      state: 'done',
      ports: [{ outcome: 'fitted' }, { outcome: 'fitted' }],
    })
    expect(phone.complaints).toEqual([])
  })
})

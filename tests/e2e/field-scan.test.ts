import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filmCode } from '../support/camera.ts'
import { startFieldScene, waitUntilInstalled, type FieldScene } from './field-scene.ts'

const directory = mkdtempSync(join(tmpdir(), 'changeover-camera-'))
let scene: FieldScene
beforeAll(async () => {
  scene = await startFieldScene([{ name: 'Alder' }, { name: 'Birch' }])
})
afterAll(async () => {
  await scene.close()
  rmSync(directory, { recursive: true })
})

describe('a browser that has no reader of codes of its own', () => {
  it('reads a code from the camera, also in airplane mode from the first time on', async () => {
    const film = join(directory, 'station.y4m')
    await filmCode(film, 'ST-20417')
    const phone = await scene.openPhone({ cameraSees: film })
    await waitUntilInstalled(phone.page)
    expect(await phone.page.evaluate("'BarcodeDetector' in window")).toBe(false)
    await phone.page.getByText('just fetched').waitFor()
    await phone.setOffline(true)
    await phone.page.reload()
    await phone.tap('Alder')
    await phone.tap('Arrived')
    phone.taps = 0
    await phone.tap('Scan the station', '.bar')
    await phone.page.getByRole('heading', { name: 'Scan the kit' }).waitFor()
    expect(phone.taps).toBe(1)
    await phone.setOffline(false)
    await phone.page.getByLabel('Back').tap()
    await phone.isSafe()
    expect((await scene.orderAt('Alder')).answers).toMatchObject([
      { step: 'station', value: 'ST-20417' },
    ])
    expect(phone.complaints).toEqual([])
  })

  it('takes a kit’s code as the kit, and says so when it is none', async () => {
    const film = join(directory, 'kit.y4m')
    await filmCode(film, 'CP6000-NACS')
    const phone = await scene.openPhone({ cameraSees: film })
    await phone.tap('Birch')
    await phone.tap('Arrived')
    await phone.page.getByLabel('Or type the code').fill('S-1')
    await phone.tap('Use this code')
    await phone.page.getByRole('heading', { name: 'Scan the kit' }).waitFor()
    await phone.page.getByLabel('Or type the code').fill('NO-KIT')
    await phone.tap('Use this code')
    await phone.page.getByText('This code is no kit of this order').waitFor()
    await phone.tap('Scan the kit', '.bar')
    await phone.page.getByRole('heading', { name: 'Photo before' }).waitFor()
    await phone.page.getByLabel('Back').tap()
    await phone.isSafe()
    const order = await scene.orderAt('Birch')
    expect(order.kits.map(({ code }) => code)).toEqual(['CP6000-NACS'])
    expect(order.observations).toMatchObject([{ effect: 'adapted' }])
  })
})

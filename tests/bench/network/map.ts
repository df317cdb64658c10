import type { Page } from 'playwright-core'
import { launchBrowser, openPage } from '../../support/browser.ts'
import type { Figure } from '../figure.ts'

const PANS = 6

/**
 * The map in a real browser on this machine's software rendering: `map_ready_ms` until all sites
 * are drawn, and how many frames of a pan took longer than 50 ms.
 */
export async function measureMap(
  url: string,
  cookie: string,
  sites: number,
): Promise<Omit<Figure, 'bench'>[]> {
  const browser = await launchBrowser()
  try {
    const { page } = await openPage(browser, url, { cookie })
    page.setDefaultTimeout(120_000)
    // The first visit fills the browser's cache of code, as people have it.
    await open(page, sites)
    const readyMs = await open(page, sites)
    const frames = await pan(page)
    const slow = frames.filter((frame) => frame > 50).length
    return [
      { figure: 'map_ready_ms', value: Math.round(readyMs), unit: 'ms', beside: { sites } },
      {
        figure: 'map_pan_frames_over_50_ms',
        value: slow,
        unit: 'frames',
        aim: '0, or stated',
        beside: {
          frames: frames.length,
          longest_ms: Math.round(Math.max(...frames)),
          median_ms: Math.round(frames.toSorted((a, b) => a - b)[frames.length >> 1]),
        },
      },
    ]
  } finally {
    await browser.close()
  }
}

async function open(page: Page, sites: number): Promise<number> {
  const startedAt = performance.now()
  await page.goto('/network')
  await page.locator(`[data-drawn="${sites}"]`).waitFor({ state: 'attached' })
  return performance.now() - startedAt
}

/** Drags the map to and fro; answers with the length of each frame in milliseconds. */
async function pan(page: Page): Promise<number[]> {
  const box = await page.locator('.maplibregl-canvas').boundingBox()
  if (!box) throw new Error('the map is not there')
  await page.evaluate(() => {
    const frames: number[] = []
    Object.assign(window, { benchFrames: frames })
    let last = performance.now()
    const note = (now: number) => {
      frames.push(now - last)
      last = now
      requestAnimationFrame(note)
    }
    requestAnimationFrame(note)
  })
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  for (let turn = 0; turn < PANS; turn++) {
    const reach = turn % 2 === 0 ? 220 : -220
    await page.mouse.move(x - reach / 2, y)
    await page.mouse.down()
    for (let step = 1; step <= 40; step++)
      await page.mouse.move(x - reach / 2 + (reach * step) / 40, y + step)
    await page.mouse.up()
  }
  // Put there above, and by nothing else.
  return page.evaluate(() => (window as unknown as { benchFrames: number[] }).benchFrames)
}

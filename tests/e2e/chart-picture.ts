import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Changes the device to its day or evening colours, and waits until the page has them. */
export async function turn(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await expect.poll(() => isDark(page)).toBe(colorScheme === 'dark')
}

export const isDark = (page: Page) =>
  page.evaluate(() => document.documentElement.classList.contains('dark'))

/** Copies a chart by its menu. @returns the colours that fill the picture on the clipboard, as `r,g,b`. */
export async function coloursCopied(page: Page, chart: string): Promise<string[]> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate(() => navigator.clipboard.writeText(''))
  const frame = page.locator(`#${chart}`)
  await frame.getByRole('button', { name: /^More for/ }).click()
  await page.getByRole('menuitem', { name: 'Copy as a picture' }).click()
  await expect.poll(() => coloursOnClipboard(page)).not.toEqual([])
  return coloursOnClipboard(page)
}

/** Those of more than one pixel in a hundred; none while no picture is there. */
const coloursOnClipboard = (page: Page) =>
  page.evaluate(async () => {
    const [item] = await navigator.clipboard.read()
    if (!item?.types.includes('image/png')) return []
    const image = await createImageBitmap(await item.getType('image/png'))
    const { width, height } = image
    const pen = new OffscreenCanvas(width, height).getContext('2d')
    pen?.drawImage(image, 0, 0)
    const bytes = pen?.getImageData(0, 0, width, height).data ?? []
    const counts = new Map<string, number>()
    for (let at = 0; at < bytes.length; at += 4) {
      const colour = `${bytes[at]},${bytes[at + 1]},${bytes[at + 2]}`
      counts.set(colour, (counts.get(colour) ?? 0) + 1)
    }
    const isLarge = ([, count]: [string, number]) => count > (width * height) / 100
    return [...counts]
      .filter(isLarge)
      .map(([colour]) => colour)
      .toSorted()
  })

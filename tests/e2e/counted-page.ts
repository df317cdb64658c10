import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { openPage, type sizes, type WatchedPage } from '../support/browser.ts'

/** A page on which every action is counted. */
export interface CountedPage extends WatchedPage {
  /** Does something that a person does, and counts it. */
  act(action: () => Promise<unknown>): Promise<void>
  count(): number
}

/** Opens a page for whoever `cookie` signs in. */
export async function countedPage(
  browser: Browser,
  url: string,
  options: { path: string; cookie: string; size?: keyof typeof sizes },
): Promise<CountedPage> {
  const { path, cookie, size = 'desk' } = options
  const watched = await openPage(browser, url, { cookie, size })
  await watched.page.goto(path)
  let actions = 0
  const act = async (action: () => Promise<unknown>) => {
    actions += 1
    await action()
  }
  return { ...watched, act, count: () => actions }
}

/** Closes a page that must have had nothing to complain of. */
export async function end({ page, complaints }: WatchedPage): Promise<void> {
  expect(complaints).toEqual([])
  await page.context().close()
}

export const numberIn = (text: string | null) => Number((text ?? '').replaceAll(/[^\d]/g, ''))

/** The number that the page of rows says they add up to. */
export async function sumShown(page: Page): Promise<number> {
  const sum = page.getByTestId('figure-sum')
  await sum.waitFor()
  return numberIn(await sum.evaluate((element) => element.firstChild?.textContent ?? ''))
}

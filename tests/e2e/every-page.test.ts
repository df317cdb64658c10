import { fillDemo } from '@changeover/server/demo/index'
import { reportToday } from '@changeover/server/forecast/index'
import { ROLES, type Role } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import { keysOf } from '@changeover/shared/table'
import { toDay } from '@changeover/shared/time'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage, type sizes } from '../support/browser.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { findBarriers } from './axe.ts'
import { findLostFocus, findSmallTargets } from './reach.ts'

/**
 * Every page that the desk's router knows, with the demo in it: nothing that axe finds, no complaint
 * of the browser (which includes its policy on styles and scripts), no request to anywhere else, one
 * heading of the first rank, a title of its own, nothing wider than the screen, nothing that shows not
 * where the keyboard is, nothing too small for a finger (for a glove in the field). A new page is walked
 * to without a change here; one with a new parameter says which value it wants.
 *
 * The administrator, who sees everything, walks in both sizes and both themes; the other roles go from
 * page to page without axe. `CHANGEOVER_WALK=all` has every role walk in every look.
 */
const isWholeWalk = process.env.CHANGEOVER_WALK === 'all'
const LONGEST_WAIT_MS = 60_000
const LONGEST_WALK_MS = 600_000
const GLOVE_PX = 48

type Size = keyof typeof sizes
type Step = [role: Role, size: Size]

const roles = keysOf(ROLES)
const others = roles.filter((role) => role !== 'administrator')
const everyStep = roles.flatMap((role) => [[role, 'desk'] as Step, [role, 'phone'] as Step])
const firstSteps = everyStep.filter(([role]) => role === 'administrator')
const fieldPages = ['/field', '/field/week', '/field/van', '/field/receipts', '/field/settings']

let server: TestServer
let browser: Browser
let values: Record<string, string>
let desk: string[]
/** Whose order is looked at. */
let crewId: Id<'Crew'>

beforeAll(async () => {
  server = await startTestServer({ isDemo: true })
  const { services } = server.opened
  const today = toDay(Temporal.Now.plainDateISO('UTC'))
  await fillDemo(services.pool, { seed: 11, today, stations: 400, orders: 350 })
  await reportToday(services)
  const { rows } = await services.pool.query<{ orderId: string; siteId: string; crew: Id<'Crew'> }>(
    `select id as "orderId", site_id as "siteId", crew_id as crew
     from work_order where crew_id is not null order by id limit 1`,
  )
  const [{ crew, ...known }] = rows
  crewId = crew
  values = { ...known, code: 'ac_retrofit' }
  browser = await launchBrowser()
  desk = await knownPages()
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

/** What the router itself says there is. */
async function knownPages(): Promise<string[]> {
  const { cookie } = await server.signIn('administrator')
  const { page } = await openPage(browser, server.url, { cookie })
  await page.goto('/')
  await until(page, `document.querySelector('#app')?.__vue_app__ !== undefined`)
  const paths: string[] = await page.evaluate(
    `document.querySelector('#app').__vue_app__.config.globalProperties.$router.getRoutes().map((route) => route.path)`,
  )
  await page.context().close()
  const filled = paths.map((path) =>
    path
      .replace(/:(missing|closed|rest)\(.*/, 'nowhere')
      .replaceAll(/:(\w+)(?:\([^)]*\))?/g, (_match, name: string) => {
        const value = values[name]
        if (!value) throw new Error(`${path}: say here what ${name} is to be.`)
        return value
      }),
  )
  return [...new Set(filled)].toSorted()
}

/** Asked from outside: the page's own policy lets no text become code, Playwright's waiting included. */
async function until(page: Page, condition: string): Promise<void> {
  const deadline = Date.now() + LONGEST_WAIT_MS
  while (!(await page.evaluate(condition))) {
    if (Date.now() > deadline) throw new Error(`${page.url()} never came to ${condition}`)
    await page.waitForTimeout(30)
  }
}

/** A page that is walked to without its link says that the link is not there, as it should. */
const NEEDS_LINK = /^\/(shared|set-password): console: Failed to load resource/

/** What is wrong with the page as it stands now, a line each. */
const SHAPE = `[
  document.querySelectorAll('h1').length === 1 ? '' : document.querySelectorAll('h1').length + ' first headings',
  document.documentElement.scrollWidth > innerWidth + 1 ? document.documentElement.scrollWidth + ' px wide' : '',
  location.pathname.startsWith('/field') || document.title.endsWith(' · Changeover') ? '' : 'title ' + document.title,
].filter(Boolean)`

async function settle(page: Page): Promise<void> {
  await until(page, `document.querySelector('h1') !== null`)
  await until(page, `document.querySelector('.animate-pulse, [aria-busy=true]') === null`)
}

/** Walks through `paths` and says what is wrong there, in each of `looks`; a line each. */
async function walk(
  [role, size]: Step,
  paths: readonly string[],
  looks: readonly ('light' | 'dark')[],
): Promise<string[]> {
  const { cookie } = await server.signIn(role, { crewId })
  const { page, complaints } = await openPage(browser, server.url, { size, cookie })
  const faults: string[] = []
  const focused: string[] = []
  for (const path of paths) {
    complaints.length = 0
    await page.emulateMedia({ colorScheme: looks[0] })
    await page.goto(path)
    await settle(page)
    const found = [...(await page.evaluate<string[]>(SHAPE)), ...(await findBarriers(page))]
    for (const look of looks.slice(1)) {
      // The device changes to its evening colours while the page is open: nothing but colours may change.
      await page.emulateMedia({ colorScheme: look })
      found.push(...(await findBarriers(page, 'html', ['color-contrast'])))
    }
    const isField = path.startsWith('/field')
    if (isField) found.push(...(await findSmallTargets(page, GLOVE_PX)))
    if (isField || size === 'desk') found.push(...(await findLostFocus(page, focused)))
    faults.push(...[...complaints, ...found].map((fault) => `${path}: ${fault}`))
  }
  await page.context().close()
  return faults.filter((fault) => !NEEDS_LINK.test(fault))
}

/** Walks as a person does who never reloads: from page to page within the app, without waiting to read. */
async function wander(role: Role, paths: readonly string[]): Promise<string[]> {
  const { cookie } = await server.signIn(role, { crewId })
  const { page, complaints } = await openPage(browser, server.url, { cookie })
  const faults: string[] = []
  await page.goto('/account')
  await settle(page)
  for (const path of paths) {
    complaints.length = 0
    await page.evaluate(
      `document.querySelector('#app').__vue_app__.config.globalProperties.$router.push(${JSON.stringify(path)})`,
    )
    await settle(page)
    const found = await page.evaluate<string[]>(SHAPE)
    faults.push(...[...complaints, ...found].map((fault) => `${path}: ${fault}`))
  }
  await page.context().close()
  return faults.filter((fault) => !NEEDS_LINK.test(fault))
}

describe('every page', () => {
  it.each(isWholeWalk ? everyStep : firstSteps)(
    'is as it should be for %s on a %s',
    async (role, size) => {
      expect(await walk([role, size], desk, ['light', 'dark'])).toEqual([])
    },
    LONGEST_WALK_MS,
  )

  it.each(others)('asks for nothing that %s may not have', async (role) => {
    expect(await wander(role, desk)).toEqual([])
  })

  it('of the field app is as it should be', async () => {
    expect(await walk(['crew', 'phone'], fieldPages, ['light', 'dark'])).toEqual([])
  })
})

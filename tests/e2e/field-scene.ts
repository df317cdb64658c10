import { newId, type Id } from '@changeover/shared/commands'
import type { OrderDetail } from '@changeover/shared/orders'
import { addDays, toDay, type Day } from '@changeover/shared/time'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { buildSite, type SiteSketch } from '../support/network.ts'
import { assignOrders, createCrew, createRollout, generateOrders } from '../support/rollout.ts'
import {
  signInByPassword,
  startTestServer,
  type Client,
  type TestServer,
} from '../support/server.ts'

/** A crew's day on a real server, and phones to work through it. */
export interface FieldScene {
  server: TestServer
  manager: Client & { cookie: string }
  /** How the crew member signs in; each phone has a session of its own. */
  crew: { email: string; password: string }
  crewId: Id<'Crew'>
  today: Day
  /** The order at the site of that name. */
  orderAt(site: string): Promise<OrderDetail>
  openPhone(options?: PhoneOptions): Promise<Phone>
  /** The office moves the gate of a track's milestone. */
  moveGate(charge: 'AC' | 'DC', gateOn: Day): Promise<void>
  close(): Promise<void>
}

/** Sites by name; each becomes an order of today. */
export async function startFieldScene(
  sites: readonly (SiteSketch & { name: string })[],
  options: { dcGate?: Day } = {},
): Promise<FieldScene> {
  const server = await startTestServer()
  const browsers: Browser[] = []
  const manager = await server.signIn('program_manager')
  for (const site of sites) await buildSite(server.opened.services.db, site)
  const today = toDay(Temporal.Now.plainDateISO())
  // Gates are checked when an order is assigned; one that shall be closed is moved afterwards.
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
  const crewId = await createCrew(manager, { name: 'Crew Rainier' })
  const { rows } = await manager.orders.list.query({ limit: 200 })
  await assignOrders(
    manager,
    crewId,
    today,
    rows.map(({ id }) => id),
  )
  const moveGate = (charge: 'AC' | 'DC', gateOn: Day) =>
    moveGateOf(manager, programId, charge, gateOn)
  if (options.dcGate) await moveGate('DC', options.dcGate)
  const crew = await addCrewMember(server, crewId)
  return {
    server,
    manager,
    crew,
    crewId,
    today,
    async orderAt(site) {
      const row = (await manager.orders.list.query({ limit: 200 })).rows.find(
        ({ siteName }) => siteName === site,
      )
      if (!row) throw new Error(`No order at ${site}`)
      return (await manager.orders.get.query({ orderId: row.id })) as OrderDetail
    },
    moveGate,
    async openPhone(phone = {}) {
      const cookie = await signInByPassword(server.url, crew)
      return openPhone(browsers, phone.through ?? server.url, { cookie, ...phone })
    },
    async close() {
      await Promise.all(browsers.map((browser) => browser.close()))
      await server.close()
    },
  }
}

async function addCrewMember(server: TestServer, crewId: Id<'Crew'>) {
  const person = { email: 'rainier@example.org', password: 'a sentence of the crew' }
  const administrator = await server.signIn('administrator')
  await administrator.accounts.createPerson.mutate({
    commandId: newId(),
    data: { ...person, name: 'Rainier', role: 'crew', crewId },
  })
  return person
}

async function moveGateOf(
  manager: Client,
  programId: Id<'Program'>,
  charge: 'AC' | 'DC',
  gateOn: Day,
): Promise<void> {
  const program = await manager.program.getProgram.query({ programId })
  const track = program.tracks.find((one) => one.charge === charge)
  const milestone = program.milestones.find(({ trackId }) => trackId === track?.id)
  if (!milestone) throw new Error(`The program has no ${charge} milestone`)
  const { id, trackId, name, targetOn, weight, scope } = milestone
  await manager.program.setMilestone.mutate({
    commandId: newId(),
    data: {
      milestoneId: id,
      trackId,
      name,
      gateOn,
      targetOn: targetOn > gateOn ? targetOn : addDays(gateOn, 90),
      weight,
      scope,
    },
  })
}

export interface PhoneOptions {
  theme?: 'light' | 'dark'
  /** What the camera sees: a file of raw video (Y4M). */
  cameraSees?: string
  /** How far the phone's clock is ahead. */
  clockAheadMs?: number
  /** Where the phone finds the server, if not at its own address. */
  through?: string
}

/** A phone in a crew member's hand: it counts taps, and has a camera. */
export interface Phone extends WatchedPage {
  page: Page
  taps: number
  /** Taps what a person would find under that name. */
  tap(name: string | RegExp, within?: string): Promise<void>
  /** Taps and takes a picture with the camera that opens: a small one, unless it is given. */
  shoot(name: string | RegExp, picture?: Buffer): Promise<void>
  setOffline(isOffline: boolean): Promise<void>
  /** Waits until the badge says so. */
  isSafe(): Promise<void>
}

const cameraFlags = (path: string) => [
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-video-capture=${path}`,
]

export async function openPhone(
  browsers: Browser[],
  url: string,
  options: PhoneOptions & { cookie: string },
): Promise<Phone> {
  // A browser of its own: a phone that dies, or is killed by a test, takes no other with it.
  const browser = await launchBrowser(options.cameraSees ? cameraFlags(options.cameraSees) : [])
  browsers.push(browser)
  const watched = await openPage(browser, url, { size: 'phone', ...options })
  const { page } = watched
  if (options.clockAheadMs) await page.clock.install({ time: Date.now() + options.clockAheadMs })
  await page.goto('/field')
  await page.getByRole('heading', { level: 1 }).waitFor()
  const pictures: Buffer[] = []
  for (const height of [300, 400, 500, 600])
    pictures.push(await page.screenshot({ type: 'jpeg', clip: { x: 0, y: 0, width: 390, height } }))
  let taken = 0
  const phone: Phone = {
    ...watched,
    taps: 0,
    async tap(name, within = 'body') {
      phone.taps++
      const target = phone.page
        .locator(within)
        .locator('button, a')
        .filter({ hasText: name, visible: true })
        .first()
      await target.tap()
    },
    async shoot(name, picture) {
      const chooser = phone.page.waitForEvent('filechooser')
      await phone.tap(name)
      const camera = await chooser
      // Each picture has bytes of its own, as a camera's would.
      const buffer = picture ?? pictures[taken++ % pictures.length]
      await camera.setFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer })
    },
    setOffline: (isOffline) => phone.page.context().setOffline(isOffline),
    isSafe: () => phone.page.locator('.badge.safe').waitFor({ timeout: 20_000 }),
  }
  return phone
}

/** Waits until the service worker has taken the app in, so that the page loads without a network. */
export async function waitUntilInstalled(page: Page): Promise<void> {
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
}

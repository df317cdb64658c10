/**
 * `pnpm bench field [--json]`: what a phone loads to reach today's list, how long that takes without
 * a network on a slow processor, and how long a day's work takes to be sent.
 */
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { launchBrowser, openPage } from '../../support/browser.ts'
import { buildWorld, type World } from '../../faults/world.ts'
import { Device } from '../../faults/device.ts'
import { closeCleanly } from '../../faults/run.ts'
import { seeded } from '../../faults/random.ts'
import { printFigure } from '../figure.ts'
import { gzippedKb } from './transfer.ts'

const ORDERS = 25
const SLOWDOWN = 4
const OPENINGS = 7

/** Measures and prints the three figures. Needs the built pages (`pnpm build`). */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } })
  const world = await buildWorld(ORDERS, 1)
  try {
    const opened = await measureOpening(world)
    printFigure(
      {
        bench: 'field',
        figure: 'crew_entry_gzip_kb',
        value: opened.entryKb,
        unit: 'KB of JavaScript and CSS',
        aim: '120 or less',
        beside: { files: opened.files },
      },
      values.json,
    )
    printFigure(
      {
        bench: 'field',
        figure: 'open_to_list_ms',
        value: opened.medianMs,
        unit: 'ms',
        aim: 'under 1000',
        beside: { slowdown: SLOWDOWN, isOffline: true, orders: ORDERS, worstMs: opened.worstMs },
      },
      values.json,
    )
    const sent = await measureSync(world)
    printFigure(
      {
        bench: 'field',
        figure: 'sync_200_commands_50_photos_s',
        value: sent.seconds,
        unit: 's',
        beside: { commands: sent.commands, photos: sent.photos },
      },
      values.json,
    )
  } finally {
    await world.close()
  }
}

async function measureOpening(world: World) {
  const browser = await launchBrowser()
  try {
    const { page } = await openPage(browser, world.server.url, {
      size: 'phone',
      // The crew is where its sites are: the day of the orders is the phone's.
      timeZone: 'America/Los_Angeles',
      cookie: world.sessions[0],
    })
    const { kb: entryKb, files } = await gzippedKb(page, () => openList(page))
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
    await page.context().setOffline(true)
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
    const times: number[] = []
    for (let opening = 0; opening < OPENINGS; opening++) times.push(await openList(page))
    times.sort((left, right) => left - right)
    return {
      entryKb,
      files,
      medianMs: Math.round(times[Math.floor(OPENINGS / 2)]),
      worstMs: Math.round(times[OPENINGS - 1]),
    }
  } finally {
    await browser.close()
  }
}

/** Milliseconds from asking for the page until the first order stands on it. */
async function openList(page: Page): Promise<number> {
  const started = performance.now()
  await page.goto('/field', { waitUntil: 'commit' })
  await page.locator('.order-card').first().waitFor()
  return performance.now() - started
}

async function measureSync(world: World) {
  const device = new Device(world.server.url, world.sessions[0], world.personId)
  const random = seeded(1)
  for (const order of world.orders)
    for (const { commands, photo } of closeCleanly(order, random)) await device.act(commands, photo)
  const started = performance.now()
  await device.sync()
  const seconds = Number(((performance.now() - started) / 1000).toFixed(2))
  const left = await device.left()
  if (left.commands.length + left.photos.length > 0) throw new Error('Not everything was sent.')
  return { seconds, commands: device.done.length, photos: device.photos.length }
}

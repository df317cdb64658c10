#!/usr/bin/env node
/**
 * `pnpm test:faults [--runs 1000] [--seed 1] [--kills 20]`: phones with the field app's own outbox
 * work through a connection that loses, repeats, delays and reorders, on a server that is killed
 * again and again. Afterwards the server must have everything once. Prints the totals; exits with 1
 * when anything is lost, duplicated or wrong.
 */
import { parseArgs } from 'node:util'
import { startProxy } from './proxy.ts'
import { seeded } from './random.ts'
import { playRun, type Run } from './run.ts'
import { judge } from './verdict.ts'
import { buildWorld } from './world.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '20' },
  },
})
const [runCount, firstSeed, killCount] = [values.runs, values.seed, values.kills].map(Number)
const AT_ONCE = 10
const MOST_DEVICES = 3
const MOST_ROUNDS = 200
const PAUSE_MS = 1_000
/** A server lives at least so long, or nothing would ever be interrupted. */
const LIFE_IN_REQUESTS = 100

const devicesIn = (seed: number) => 2 + (seed % 2)
const seeds = Array.from({ length: runCount }, (_unused, index) => firstSeed + index)
const world = await buildWorld(
  seeds.reduce((sum, seed) => sum + devicesIn(seed), 0),
  AT_ONCE * MOST_DEVICES,
)
const proxy = await startProxy(world.server.url, seeded(firstSeed))
const runs: Run[] = []
try {
  const started = performance.now()
  const killEvery = Math.max(1, Math.floor(runCount / Math.max(1, killCount)))
  const orders = [...world.orders]
  let next = 0
  const crews = Array.from({ length: AT_ONCE }, async (_unused, crew) => {
    const sessions = world.sessions.slice(crew * MOST_DEVICES, (crew + 1) * MOST_DEVICES)
    while (next < seeds.length) {
      const position = next++
      const seed = seeds[position]
      const own = orders.splice(0, devicesIn(seed))
      runs.push(await playRun(world, proxy.origin, seed, own, sessions))
    }
  })
  await Promise.all([Promise.all(crews), killNowAndThen(killEvery)])
  proxy.isFaulty = false
  await settleAll()
  const verdict = await judge(world, runs)
  const seconds = Math.round((performance.now() - started) / 1000)
  const phoneKills = runs
    .flatMap(({ devices }) => devices)
    .reduce((sum, { kills }) => sum + kills, 0)
  const kills = { serverKills: world.server.kills, phoneKills }
  console.log(JSON.stringify({ ...verdict, connection: proxy.counts, ...kills, seconds }))
  const { stillWaiting, lost, duplicated, unasked, photosWrong, ordersWrong } = verdict
  console.log(
    `${verdict.runs} runs: ${lost} lost, ${duplicated} duplicated, ${photosWrong} photos wrong, ${ordersWrong} orders wrong`,
  )
  if (stillWaiting + lost + duplicated + unasked + photosWrong + ordersWrong > 0)
    process.exitCode = 1
} finally {
  proxy.close()
  await world.close()
}

/** Kills the server while phones are sending, evenly over the runs, and starts it again. */
async function killNowAndThen(killEvery: number): Promise<void> {
  let passedBefore = 0
  while (world.server.kills < killCount && runs.length < seeds.length) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const isTime = runs.length >= world.server.kills * killEvery
    if (!isTime || proxy.counts.passed < passedBefore + LIFE_IN_REQUESTS) continue
    await world.server.kill()
    proxy.target = await world.server.start()
    passedBefore = proxy.counts.passed
  }
}

/** The connection is good again: every phone syncs until it has nothing left to send. */
async function settleAll(): Promise<void> {
  const devices = runs.flatMap(({ devices: ofRun }) => ofRun)
  for (const device of devices) {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      await device.sync()
      const { commands, photos } = await device.left()
      if (commands.every(({ state }) => state === 'refused') && photos.length === 0) break
      // As the app does: a server that turns a phone away is asked again later.
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}

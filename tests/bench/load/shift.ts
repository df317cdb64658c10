/** The people's thread: everybody does one job after the other until the time is over. */
import { parentPort, workerData } from 'node:worker_threads'
import { setTimeout as wait } from 'node:timers/promises'
import { seeded } from '../../faults/random.ts'
import { jobOf, readScene } from './jobs.ts'
import { observe } from './observe.ts'
import type { Person } from './people.ts'
import type { Observed, Shift } from './watch.ts'

// Made by this benchmark, a file away.
const { origin, people, seconds, pauseMs } = workerData as Shift
const observation = observe(origin)
const isOver = new AbortController()
let jobs = 0

const desk = people.find(({ kind }) => kind === 'manager')
if (!desk) throw new Error('Nobody sits in the office: ask for more users.')
const scene = await readScene(observation.clientFor(desk.cookie))
const screens = people
  .filter(({ kind }) => kind !== 'crew')
  .map(({ cookie }) => observation.openScreen(cookie, isOver.signal))
observation.begin()
const ends = performance.now() + seconds * 1000
await Promise.all(people.map(work))
isOver.abort()
await Promise.all(screens)
const observed: Observed = { ...observation.found, jobs }
parentPort?.postMessage(observed)

async function work(person: Person, index: number): Promise<void> {
  const random = seeded(index + 1)
  const job = jobOf(person.kind, observation.clientFor(person.cookie), scene, random)
  // Nobody begins at the same moment as everybody else.
  await wait(random() * pauseMs)
  while (performance.now() < ends) {
    // What failed is counted where it failed; the person goes on with something else.
    await job().catch(() => undefined)
    jobs += 1
    await wait((0.5 + random()) * pauseMs)
  }
}

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Person } from './people.ts'

/** What the people's thread is given. */
export interface Shift {
  origin: string
  people: readonly Person[]
  seconds: number
  pauseMs: number
}

/** What came of it. */
export interface Observed {
  requests: readonly { name: string; ms: number }[]
  /** `procedure CODE`, once for each failure. */
  errors: readonly string[]
  jobs: number
  liveMessages: number
}

/** Lets the people work in a thread of their own, beside the balancer. */
export async function watchPeople(shift: Shift): Promise<Observed> {
  const worker = new Worker(new URL('./shift.ts', import.meta.url), { workerData: shift })
  // What the thread posts, a file away.
  const [observed] = (await once(worker, 'message')) as [Observed]
  await worker.terminate()
  return observed
}

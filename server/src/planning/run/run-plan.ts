/**
 * The run of a plan as the server sees it: a job that starts a thread, passes its progress on, asks
 * it to stop when somebody wishes, and notes when it fails. A run whose server went away has no
 * heartbeat and is taken up again from the start; after three attempts it is given up.
 */
import type { Id } from '@changeover/shared/commands'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Services } from '../../context.ts'
import type { Connection } from '../../db/database.ts'
import { enqueue } from '../../jobs/index.ts'
import type { PlanFailure } from '../plans/plan-row.ts'
import * as repository from './run-repository.ts'
import type { MakeMessage, MakeTask } from './worker.ts'

type Deps = Pick<Services, 'db' | 'announcer' | 'log'>

/** How often a run says that it lives, and asks whether it shall stop. */
const HEARTBEAT_MS = 500
export const MOST_ATTEMPTS = 3
/** Threads that route; one is left for those who wait for an answer. */
const MOST_HELPERS = 4

/** Makes the plan unless another process does. Returns when it is made, failed or given back. */
export async function runPlan(
  services: Deps,
  connection: Connection,
  planId: Id<'Plan'>,
  signal?: AbortSignal,
): Promise<void> {
  const claimed = await repository.claim(services.db, planId)
  if (!claimed) return
  if (claimed.attempts > MOST_ATTEMPTS) return fail(services, planId, 'INTERRUPTED')
  announce(services, planId)
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const helpers = Math.min(MOST_HELPERS, Math.max(1, availableParallelism() - 1))
  const task: MakeTask = { connection, planId, stop, helpers: helpers === 1 ? 0 : helpers }
  const outcome = await inThread(services, task, signal)
  if (outcome.kind === 'interrupted') await repository.release(services.db, planId)
  else if (outcome.kind === 'failed') {
    services.log.error({ planId, failure: outcome.message }, 'a plan could not be made')
    await fail(services, planId, outcome.isInvalid ? 'INVALID' : 'UNEXPECTED')
  }
  announce(services, planId)
}

/** Puts runs that nobody works on back into the queue: their server went away. */
export async function resumePlans(services: Deps): Promise<void> {
  for (const planId of await repository.listAbandoned(services.db))
    await enqueue(services.db, 'plan', { planId }, { key: `plan ${planId}`, maxAttempts: 1 })
}

type Outcome = Extract<MakeMessage, { kind: 'done' | 'failed' }> | { kind: 'interrupted' }

async function inThread(
  services: Deps,
  task: MakeTask,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task })
  let latest: Extract<MakeMessage, { kind: 'progress' }> | null = null
  const beat = setInterval(() => void keepUp(services, task, latest), HEARTBEAT_MS)
  try {
    return await new Promise<Outcome>((resolve) => {
      worker.on('message', (message: MakeMessage) => {
        if (message.kind === 'progress') latest = message
        else resolve(message)
      })
      worker.once('error', (error: Error) =>
        resolve({ kind: 'failed', isInvalid: false, message: String(error.stack ?? error) }),
      )
      worker.once('exit', () =>
        resolve({ kind: 'failed', isInvalid: false, message: 'the thread ended' }),
      )
      const interrupt = () => resolve({ kind: 'interrupted' })
      if (signal?.aborted === true) interrupt()
      signal?.addEventListener('abort', interrupt, { once: true })
    })
  } finally {
    clearInterval(beat)
    await worker.terminate()
  }
}

/** Notes the progress and hears whether somebody asked to stop. A moment without the database is no reason to end. */
async function keepUp(
  services: Deps,
  { planId, stop }: MakeTask,
  latest: Extract<MakeMessage, { kind: 'progress' }> | null,
): Promise<void> {
  try {
    const answer = await repository.noteProgress(services.db, planId, latest)
    if (answer.isStopAsked || !answer.isRunning) Atomics.store(stop, 0, 1)
    if (answer.isChanged) services.announcer.announce(['plan-progress'])
  } catch (error) {
    services.log.debug({ err: error, planId }, 'the progress of a plan could not be noted')
  }
}

async function fail(services: Deps, planId: Id<'Plan'>, failure: PlanFailure): Promise<void> {
  await repository.fail(services.db, planId, failure)
  announce(services, planId)
}

function announce({ announcer }: Deps, planId: Id<'Plan'>): void {
  announcer.announce(['plans', `plan:${planId}`])
}

import type { PlanStage } from '@changeover/shared/planning'
import { parentPort, workerData } from 'node:worker_threads'
import { createPool, type Connection } from '../../db/database.ts'
import { InvalidPlanError, makePlan, type MakeOptions } from './make-plan.ts'

/** What the thread that makes a plan is given. */
export interface MakeTask extends Omit<MakeOptions, 'hear'> {
  readonly connection: Connection
}

/** What it says: how far it is, and at the end how it went. */
export type MakeMessage =
  | { readonly kind: 'progress'; readonly stage: PlanStage; readonly progress: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly isInvalid: boolean; readonly message: string }

const { connection, ...options } = workerData as MakeTask // The only one who starts it is `run-plan.ts`.
const say = (message: MakeMessage) => parentPort?.postMessage(message)
const pool = createPool(connection, { max: 4 })
try {
  await makePlan(pool, {
    ...options,
    hear: (stage, progress) => say({ kind: 'progress', stage, progress }),
  })
  say({ kind: 'done' })
} catch (error) {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  say({ kind: 'failed', isInvalid: error instanceof InvalidPlanError, message })
} finally {
  await pool.end()
}

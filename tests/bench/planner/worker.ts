import { parentPort, workerData } from 'node:worker_threads'
import type { Task } from './catalogue.ts'
import { solveTask } from './solve.ts'

/** What a worker is started with; the parent writes it. */
export interface Order {
  readonly task: Task
  readonly seconds: number
  readonly seed: number
}

const { task, seconds, seed } = workerData as Order
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(solveTask(task, seconds, seed))

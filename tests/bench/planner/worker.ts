import { parentPort, workerData } from 'node:worker_threads'
import type { Task } from './catalogue.ts'
import { solveTask, type Budget } from './solve.ts'

/** What a worker is started with; the parent writes it. */
export interface Order {
  readonly task: Task
  readonly budget: Budget
}

const { task, budget } = workerData as Order
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(solveTask(task, budget))

import { parentPort } from 'node:worker_threads'
import type { Task } from './catalogue.ts'
import { solveTask } from './solve.ts'

/** Solves the tasks it is sent, one at a time. */
parentPort?.on('message', (message: { task: Task; seconds: number; seed: number }) => {
  parentPort?.postMessage(solveTask(message.task, message.seconds, message.seed))
})

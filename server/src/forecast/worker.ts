import { explainShift, simulate } from '@changeover/shared/forecast'
import { parentPort, workerData } from 'node:worker_threads'
import type { Task } from './run.ts'

/** A thread of its own: simulates what it is given, answers once, and ends. */
const { before, after, options } = workerData as Task // The only one who starts it is `run.ts`.
parentPort?.postMessage({
  forecast: simulate(after, options),
  shifts: before ? explainShift(before, after, options) : null,
})

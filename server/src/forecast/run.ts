import type {
  ForecastInputs,
  ProgramForecast,
  ShiftExplanation,
  SimulationOptions,
} from '@changeover/shared/forecast'
import { Worker } from 'node:worker_threads'

export interface Task {
  /** An earlier day's inputs, when the way from there shall be explained. */
  before: ForecastInputs | null
  after: ForecastInputs
  options: Required<SimulationOptions>
}

export interface Outcome {
  forecast: ProgramForecast
  shifts: ShiftExplanation[] | null
}

/** Simulates in a thread of its own, so that requests are answered meanwhile. */
export function run(task: Task): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`The forecast's thread ended with ${code}.`)))
  })
}

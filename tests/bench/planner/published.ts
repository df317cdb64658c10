import { Worker } from 'node:worker_threads'
import { printFigure } from '../figure.ts'
import { tasksOf, type Task } from './catalogue.ts'
import type { InstanceSet } from './instance.ts'
import { solveTask, type Budget, type Outcome } from './solve.ts'
import type { Order } from './worker.ts'

/** How the published instances are run. */
export interface PublishedOptions {
  readonly data: string
  readonly sets: readonly InstanceSet[]
  readonly only: string | undefined
  /** Per instance; the set's own budget when undefined. */
  readonly seconds: number | undefined
  readonly workers: number
  readonly clock: Budget['clock']
  readonly seed: number
  readonly asJson: boolean
}

const SECONDS: Readonly<Record<InstanceSet, number>> = {
  solomon: 10,
  homberger: 60,
  toptw: 3,
  trsp: 10,
}

/** Solves every instance of the sets, a line each, then the figures of the set. */
export async function runPublished(options: PublishedOptions): Promise<void> {
  for (const set of options.sets) {
    const tasks = tasksOf(options.data, set).filter(
      (task) => options.only === undefined || task.name.includes(options.only),
    )
    if (tasks.length === 0) {
      console.error(`No ${set} instances in ${options.data}`)
      continue
    }
    const outcomes = await solveAll(tasks, options)
    printFigures(set, outcomes, options)
  }
}

async function solveAll(tasks: readonly Task[], options: PublishedOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const budgetOf = (task: Task): Budget => ({
    seconds: options.seconds ?? SECONDS[task.set],
    clock: options.clock,
    seed: options.seed,
  })
  const queue = [...tasks]
  if (options.workers <= 1) {
    for (const task of queue) {
      const outcome = solveTask(task, budgetOf(task))
      printOutcome(outcome, options.asJson)
      outcomes.push(outcome)
    }
    return outcomes
  }
  const lanes = Array.from({ length: options.workers }, async () => {
    for (let task = queue.shift(); task; task = queue.shift()) {
      const outcome = await inThread({ task, budget: budgetOf(task) })
      printOutcome(outcome, options.asJson)
      outcomes.push(outcome)
    }
  })
  await Promise.all(lanes)
  return outcomes
}

/** Solves one task in a thread of its own. */
function inThread(order: Order): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: order })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

/** Excess over the best known in percent; for scores, what is missing. */
function gapOf({ task, value }: Outcome): number | undefined {
  if (!task.best || task.best.value === 0) return undefined
  const excess = (value / task.best.value - 1) * 100
  return task.set === 'toptw' ? -excess : excess
}

function printOutcome(outcome: Outcome, asJson: boolean): void {
  const { task, vehicles, value, seconds, iterations, violations } = outcome
  const gap = gapOf(outcome)
  if (asJson) {
    const { set, name, best } = task
    const line = { set, instance: name, value, best: best?.value ?? null, gapPct: gap ?? null }
    const fleet = { vehicles, bestVehicles: best?.vehicles ?? null }
    const run = { seconds, iterations, verdict: violations.length === 0 ? 'valid' : violations }
    console.log(JSON.stringify({ ...line, ...fleet, ...run }))
    return
  }
  const known = task.best ? task.best.value.toFixed(2) : 'unknown'
  const share = gap === undefined ? '' : `${gap.toFixed(2)} %`
  const fleet = task.best && task.best.vehicles > 0 ? `${vehicles}/${task.best.vehicles}` : vehicles
  const verdict = violations.length === 0 ? 'valid' : violations.slice(0, 3).join('; ')
  console.log(
    `${task.name.padEnd(20)} ours ${value.toFixed(2).padStart(9)} best ${known.padStart(9)} gap ${share.padStart(8)} vehicles ${fleet} ${seconds.toFixed(1)} s ${iterations} steps ${verdict}`,
  )
}

function printFigures(set: InstanceSet, outcomes: readonly Outcome[], options: PublishedOptions) {
  const bench = 'planner'
  const known = outcomes.filter(({ task }) => task.best !== undefined)
  const total = known.reduce((sum, { vehicles }) => sum + vehicles, 0)
  const best = known.reduce((sum, { task }) => sum + (task.best?.vehicles ?? 0), 0)
  const comparesFleet = set === 'solomon' || set === 'homberger'
  const matched = comparesFleet
    ? known.filter(({ task, vehicles }) => vehicles === task.best?.vehicles)
    : known
  const compared = set === 'homberger' ? known : matched
  const gaps = compared.map((outcome) => gapOf(outcome) ?? 0)
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / Math.max(1, gaps.length)
  const invalid = outcomes.filter(({ violations }) => violations.length > 0).length
  const seconds = options.seconds ?? SECONDS[set]
  const beside: Record<string, unknown> = {
    instances: outcomes.length,
    compared: compared.length,
    invalid,
    secondsEach: seconds,
    clock: options.clock,
  }
  if (comparesFleet) Object.assign(beside, { vehicles: total, bestVehicles: best })
  if (set === 'trsp') {
    const sum = (of: (outcome: Outcome) => number) => known.reduce((all, one) => all + of(one), 0)
    const travel = sum(({ value }) => value)
    const bestTravel = sum(({ task }) => task.best?.value ?? 0)
    beside.totalGapPct = round((travel / bestTravel - 1) * 100)
  }
  if (set === 'solomon')
    printFigure(
      { bench, figure: 'solomon_vehicles', value: total, unit: 'vehicles', aim: '<= 408', beside },
      options.asJson,
    )
  const aim = AIMS[set]
  printFigure(
    { bench, figure: `${set}_gap_pct`, value: round(mean), unit: '%', aim, beside },
    options.asJson,
  )
}

const AIMS: Readonly<Record<InstanceSet, string>> = {
  solomon: '<= 1.0',
  homberger: '<= 4',
  toptw: '<= 1',
  trsp: '<= 1',
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

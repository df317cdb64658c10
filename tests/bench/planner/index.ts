import { parseArgs } from 'node:util'
import type { InstanceSet } from './instance.ts'
import { runPublished } from './published.ts'
import { runRollout } from './rollout.ts'

const SETS = ['trsp', 'solomon', 'homberger', 'toptw'] as const satisfies readonly InstanceSet[]

/**
 * `bench planner --data FOLDER [--set trsp|solomon|homberger|toptw] [--seconds N] [--only NAME]
 * [--workers N] [--clock wall|cpu] [--seed N] [--json]`, or `bench planner --set rollout [--orders N] [--steps N]
 * [--route-steps N] [--json]`.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string', default: process.env.CHANGEOVER_DATA ?? '../shared/data/bench' },
      set: { type: 'string' },
      seconds: { type: 'string' },
      only: { type: 'string' },
      workers: { type: 'string', default: '1' },
      clock: { type: 'string', default: 'wall' },
      seed: { type: 'string', default: '1' },
      orders: { type: 'string', default: '1000000' },
      steps: { type: 'string', default: '200' },
      'route-steps': { type: 'string', default: '500' },
      json: { type: 'boolean', default: false },
    },
  })
  if (values.set === 'rollout') {
    await runRollout({
      orders: Number(values.orders),
      seed: Number(values.seed),
      iterations: Number(values.steps),
      routeIterations: Number(values['route-steps']),
      asJson: values.json,
    })
    return
  }
  const sets = SETS.filter((set) => values.set === undefined || values.set === set)
  if (sets.length === 0) throw new Error(`Unknown set ${values.set}; known: ${SETS.join(', ')}`)
  await runPublished({
    data: values.data,
    sets,
    only: values.only,
    seconds: values.seconds === undefined ? undefined : Number(values.seconds),
    workers: Number(values.workers),
    clock: values.clock === 'cpu' ? 'cpu' : 'wall',
    seed: Number(values.seed),
    asJson: values.json,
  })
}

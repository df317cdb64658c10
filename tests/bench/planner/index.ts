import { parseArgs } from 'node:util'
import type { InstanceSet } from './instance.ts'
import { runPublished } from './published.ts'

const SETS = ['trsp', 'solomon', 'homberger', 'toptw'] as const satisfies readonly InstanceSet[]

/**
 * `bench planner --data FOLDER [--set trsp|solomon|homberger|toptw] [--seconds N] [--only NAME]
 * [--workers N] [--seed N] [--json]`.
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
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  })
  const sets = SETS.filter((set) => values.set === undefined || values.set === set)
  if (sets.length === 0) throw new Error(`Unknown set ${values.set}; known: ${SETS.join(', ')}`)
  await runPublished({
    data: values.data,
    sets,
    only: values.only,
    seconds: values.seconds === undefined ? undefined : Number(values.seconds),
    workers: Number(values.workers),
    seed: Number(values.seed),
    asJson: values.json,
  })
}

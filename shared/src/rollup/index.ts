/**
 * What progress is counted in. Every command that changes a count appends deltas of these measures
 * in its own transaction; every chart reads sums of them and nothing else.
 *
 * A measure over a milestone carries its id; a measure over the whole network carries none.
 * `occurredOn` is the day it became true at the site, `recordedOn` the day the server learnt of it:
 * a chart draws by the first and keeps `recordedOn <= asOf`.
 */
import { z } from 'zod'

/** Levels as the rollup tells them apart; charts add L1 and L2 up to AC. */
export const RollupLevelSchema = z.enum(['L1', 'L2', 'DC', 'HOME', 'unknown'])
export type RollupLevel = z.infer<typeof RollupLevelSchema>

/** Over the whole network (`milestoneId` is null). Sites count once for each level they have. */
export type NetworkMeasure =
  | 'ports'
  | 'ports_nacs'
  | 'sites'
  | 'sites_nacs'
  | `connectors:${string}`

/**
 * Over a milestone, in ports: `scope` when an order takes them in or a cancellation lets them go,
 * `planned` on the day an order is scheduled for (moved when it moves), `done` when fitted.
 * `rung:<rung>` when the connector that was fitted there reached it. In orders: `orders:<state>`, plus one on entering, minus one on leaving;
 * `moved`, on the day it was recorded, when an order that had a day gets another one or none, minus one when that is undone.
 */
export type MilestoneMeasure =
  | 'scope'
  | 'planned'
  | 'done'
  | 'moved'
  | 'exceptions'
  | `rung:${string}`
  | `orders:${string}`

export type Measure = NetworkMeasure | MilestoneMeasure

import type { Id } from '@changeover/shared/commands'
import type { Charge } from '@changeover/shared/program'
import type { Measure, RollupLevel } from '@changeover/shared/rollup'
import type { Day } from '@changeover/shared/time'
import type { UnitOfWork } from '../unit-of-work.ts'

/** What of an order decides in which cells of the rollup it counts. */
export interface OrderCell {
  milestoneId: Id<'Milestone'>
  region: string
  charge: Charge
  /** Hardware family of the order's kit; null when its ports differ or nobody has looked yet. */
  kitFamily: string | null
}

/** Counts an order out of one state and into another; null is before it existed. */
export function countStates(
  work: UnitOfWork,
  order: OrderCell,
  occurredOn: Day,
  from: string | null,
  to: string,
  orders = 1,
): void {
  if (from === to) return
  const cell = {
    occurredOn,
    milestoneId: order.milestoneId,
    region: order.region,
    level: orderLevel(order.charge),
    family: order.kitFamily ?? 'unknown',
  }
  if (from !== null) work.count({ ...cell, measure: `orders:${from}`, quantity: -orders })
  work.count({ ...cell, measure: `orders:${to}`, quantity: orders })
}

/** Counts orders that left the day they had, whatever hardware they are for; fewer than none where that was undone. */
export function countMoves(
  work: UnitOfWork,
  { milestoneId, region, charge }: Omit<OrderCell, 'kitFamily'>,
  orders: number,
): void {
  work.count({
    occurredOn: work.recordedOn,
    milestoneId,
    region,
    level: orderLevel(charge),
    family: 'unknown',
    measure: 'moved',
    quantity: orders,
  })
}

/** An order of an AC track counts as L2: its state is counted once, whatever its ports are. */
export function orderLevel(charge: Charge): RollupLevel {
  return charge === 'AC' ? 'L2' : charge
}

/** Adds up counts that fall into the same cell, so that a bulk command leaves few deltas. */
export class CellSums {
  readonly #sums = new Map<
    string,
    { level: RollupLevel; family: string; region: string; quantity: number }
  >()

  add(region: string, level: RollupLevel | null, family: string | null, quantity = 1): void {
    const cell = { region, level: level ?? ('unknown' as const), family: family ?? 'unknown' }
    const key = JSON.stringify(cell)
    const sum = this.#sums.get(key)
    if (sum) sum.quantity += quantity
    else this.#sums.set(key, { ...cell, quantity })
  }

  countInto(
    work: UnitOfWork,
    measure: Measure,
    milestoneId: Id<'Milestone'> | null,
    occurredOn: Day,
  ): void {
    for (const cell of this.#sums.values())
      work.count({ ...cell, measure, milestoneId, occurredOn })
  }
}

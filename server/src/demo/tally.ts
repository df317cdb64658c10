import type { Id } from '@changeover/shared/commands'
import type { Measure, RollupLevel } from '@changeover/shared/rollup'
import type { Day } from '@changeover/shared/time'
import type { DemoRows } from './rows.ts'

/** What is being counted, where. `milestoneId` null is the whole network. */
export interface Counted {
  milestoneId: Id<'Milestone'> | null
  region: string
  level: RollupLevel
  family: string
}

/** Progress as the one door would have counted it, summed by day before it is written. */
export class Tally {
  readonly #sums = new Map<string, number>()

  /** Adds `quantity` of a measure on a day, learnt of on another. */
  count(
    what: Counted,
    measure: Measure,
    quantity: number,
    occurredOn: Day,
    recordedOn: Day = occurredOn,
  ): void {
    if (quantity === 0) return
    const key = `${occurredOn}\t${recordedOn}\t${what.milestoneId ?? ''}\t${what.region}\t${what.level}\t${what.family}\t${measure}`
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + quantity)
  }

  /** Moves the sums to the rows that wait for COPY. */
  moveTo(rows: DemoRows): void {
    for (const [key, quantity] of this.#sums) {
      if (quantity === 0) continue
      const [occurred_on, recorded_on, milestone, region, level, family, measure] = key.split('\t')
      rows.add('rollup_day', {
        occurred_on,
        recorded_on,
        milestone_id: milestone === '' ? null : milestone,
        region,
        level,
        family,
        measure,
        quantity,
      })
    }
    this.#sums.clear()
  }
}

import type { Actor } from '@changeover/shared/accounts'
import type { Change, Since } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'
import type { Database } from '../db/database.ts'
import { readChangeCounts, readNamedBaselines } from './changes-repository.ts'
import { readMilestones } from './repository.ts'
import { scopeFor, type ProgressFilter } from './scope.ts'

/**
 * What changed since a day, or since a baseline was taken, until the day of the question: orders
 * added, moved to another day, dropped and done. An order is in one group only.
 */
export async function changesSince(
  db: Database,
  actor: Actor,
  filter: ProgressFilter,
  since: Since,
  today: Day,
) {
  const scope = scopeFor(actor, filter, today)
  const [milestones, counts] = await Promise.all([
    readMilestones(db, scope),
    readChangeCounts(db, scope, since),
  ])
  return {
    asOf: scope.asOf,
    milestones: milestones
      .filter(({ charge }) => charge !== 'HOME')
      .map(({ id, name, charge }) => {
        const of = (change: Change) => {
          const row = counts.find((count) => count.milestoneId === id && count.change === change)
          return { orders: row?.orders ?? 0, ports: row?.ports ?? 0 }
        }
        const moved = counts.find((count) => count.milestoneId === id && count.change === 'moved')
        return {
          milestoneId: id,
          name,
          charge,
          added: of('added'),
          moved: { ...of('moved'), daysLater: moved?.daysLater ?? null },
          dropped: of('dropped'),
          done: of('done'),
        }
      }),
  }
}

/** The baselines that were taken by the day of the question, the newest first. */
export function baselines(db: Database, actor: Actor, filter: ProgressFilter, today: Day) {
  return readNamedBaselines(db, scopeFor(actor, filter, today))
}

import type { Change, Since } from '@changeover/shared/progress'
import { keptUntilWritten } from '../db/kept-until-written.ts'
import { readChangeCounts, readNamedBaselines } from './changes-repository.ts'
import { readMilestones } from './repository.ts'
import type { ProgressScope } from './scope.ts'

/**
 * What changed since a day, or since a baseline was taken, until the day of the question: orders
 * added, moved to another day, dropped and done. An order is in one group only.
 */
export const changesSince = keptUntilWritten(async function (
  db,
  scope: ProgressScope,
  since: Since,
) {
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
})

/** The baselines that were taken by the day of the question, the newest first. */
export const baselines = keptUntilWritten(function (db, scope: ProgressScope) {
  return readNamedBaselines(db, scope)
})

import { newId } from '@changeover/shared/commands'
import { spreadBaseline } from '@changeover/shared/program'
import type { UnitOfWork } from '../unit-of-work.ts'
import { insertBaseline, type StoredMilestone } from './program-repository.ts'

/**
 * Takes a baseline: the promise for `scopeCount` connectors from the gate (or today, whichever is
 * later) to the target. Earlier baselines stay: the newest one is what progress is held against.
 */
export async function takeBaseline(
  work: UnitOfWork,
  milestone: Pick<StoredMilestone, 'id' | 'gateOn' | 'targetOn'>,
  scopeCount: number,
  name: string,
): Promise<void> {
  const today = work.recordedOn
  const from = milestone.gateOn > today ? milestone.gateOn : today
  await insertBaseline(
    work.tx,
    {
      id: newId<'Baseline'>(),
      milestoneId: milestone.id,
      name,
      takenOn: today,
      takenCommandId: work.commandId,
      gateOn: milestone.gateOn,
      targetOn: milestone.targetOn,
      scopeCount,
    },
    spreadBaseline(scopeCount, from, milestone.targetOn),
  )
}

/**
 * Making a scenario true: its changes go through the same door as those of a person, all or none, and
 * a proposal from the new inputs is asked for, to be reviewed like any other. `inputs.undo` with the
 * same command takes the changes back.
 */
import { AppError, type Id } from '@changeover/shared/commands'
import { PlanRequestSchema, ScenarioPatchSchema } from '@changeover/shared/planning'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { judgeNow, writeChanges } from '../inputs/apply.ts'
import { propose } from '../plans/proposals.ts'
import { requireScenario } from './scenarios.ts'
import { wishesOf } from './wishes.ts'

export async function commitScenario(
  work: UnitOfWork,
  { scenarioId }: { scenarioId: Id<'Scenario'> },
): Promise<{ changed: number; planId: Id<'Plan'> }> {
  const scenario = await requireScenario(work, scenarioId)
  const patch = ScenarioPatchSchema.parse(scenario.patch)
  const { tx, actor, recordedOn } = work
  const lists = await wishesOf({ tx, actor, today: recordedOn, patch })
  let changed = 0
  for (const { list, wishes } of lists) {
    const { changes, refusals } = await judgeNow(work, list, wishes)
    if (refusals.length > 0) throw new AppError('CELLS_REFUSED', { cells: refusals.slice(0, 200) })
    await writeChanges(work, list, changes)
    changed += changes.length
  }
  if (changed === 0) throw new AppError('NOTHING_TO_DO')
  const { planId } = await propose(work, PlanRequestSchema.parse({ programId: scenario.programId }))
  work.record({
    kind: 'scenario.committed',
    subject: { kind: 'scenario', id: scenarioId },
    payload: { name: scenario.name, changed },
  })
  return { changed, planId }
}

import { AppError, newId, type Id } from '@changeover/shared/commands'
import { frozenPlan } from '@changeover/shared/program'
import type { UnitOfWork } from '../unit-of-work.ts'
import { insertBaseline } from '../program/index.ts'
import { readPlanNow } from './changes-repository.ts'
import { readMilestones } from './repository.ts'

/**
 * Freezes the plan as it stands under a name: what is done on its day, what is scheduled on its day, and
 * the rest spread over the working days to the target. It is what progress is held against from then on,
 * and what later days can be compared with. Nobody can change it.
 */
export async function freezeBaseline(
  work: UnitOfWork,
  data: { programId: Id<'Program'>; name: string },
) {
  const today = work.recordedOn
  const scope = { asOf: today, isPast: false, programId: data.programId }
  const milestones = await readMilestones(work.tx, scope)
  const baselineIds: Id<'Baseline'>[] = []
  for (const { id, gateOn, targetOn, charge } of milestones) {
    if (charge === 'HOME') continue
    const plan = await readPlanNow(work.tx, id, today)
    const points = frozenPlan(plan, gateOn > today ? gateOn : today, targetOn)
    if (points.length === 0) continue
    const baselineId = newId<'Baseline'>()
    const scopeCount = points.reduce((sum, { count }) => sum + count, 0)
    await insertBaseline(
      work.tx,
      {
        id: baselineId,
        milestoneId: id,
        name: data.name,
        takenOn: today,
        takenCommandId: work.commandId,
        gateOn,
        targetOn,
        scopeCount,
      },
      points,
    )
    baselineIds.push(baselineId)
  }
  if (baselineIds.length === 0) throw new AppError('NOTHING_TO_DO', { programId: data.programId })
  work.record({
    kind: 'baseline.frozen',
    subject: { kind: 'program', id: data.programId },
    payload: { name: data.name, milestones: baselineIds.length },
  })
  work.stale('program', 'progress')
  return { baselineIds }
}

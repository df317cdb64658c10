import { asId } from '@changeover/shared/commands'
import { parseDay, type Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { readMilestones, setMilestone } from '../../../program/index.ts'
import { idsOf, type InputStore, type StoreChange, type StoredRow } from '../store.ts'
import type { UnitOfWork } from '../../../unit-of-work.ts'
import { tableThen } from '../../../past/index.ts'

/** Gates, targets and weights of the milestones. Their scope is a form of its own; baselines stay as they are. */
export const milestones: InputStore = {
  async read(db, wish) {
    const { rows } = await sql<{
      id: StoredRow['id']
      program: string
      name: string
      track: string
      gateOn: Day
      targetOn: Day
      weight: number
    }>`
      select m.id, p.name as program, m.name, k.name as track, m.gate_on, m.target_on, m.weight
      from ${tableThen('milestone', wish.asOf)} m join ${tableThen('program', wish.asOf)} p on p.id = m.program_id join track k on k.id = m.track_id
      where m.deleted_at is null and p.deleted_at is null
        and (${wish.programId}::uuid is null or m.program_id = ${wish.programId})
        and (${idsOf(wish)}::uuid[] is null or m.id = any (${idsOf(wish)}::uuid[]))
      order by p.name, m.target_on, m.gate_on, m.id
    `.execute(db)
    return rows.map(({ id, program, name, track, gateOn, targetOn, weight }) => ({
      id,
      cells: {
        program,
        milestone: name,
        track,
        gate: gateOn,
        target: targetOn,
        weight: String(weight),
      },
      regions: [],
    }))
  },

  regionsOf: () => [],

  async write(work, changes) {
    for (const change of changes) await writeMilestone(work, change)
  },
}

/** Sets a milestone as its form does, so that the same rules hold and the same screens hear of it. */
async function writeMilestone(work: UnitOfWork, { id, after }: StoreChange): Promise<void> {
  if (after === null) return
  const milestoneId = asId<'Milestone'>(id)
  const [{ trackId, name, scope }] = await readMilestones(work.tx, { milestoneId })
  await setMilestone(work, {
    milestoneId,
    trackId,
    name,
    scope,
    gateOn: parseDay(after.gate ?? ''),
    targetOn: parseDay(after.target ?? ''),
    weight: Number(after.weight),
    takesBaseline: false,
  })
}

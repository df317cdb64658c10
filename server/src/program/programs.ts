import { AppError, newId, type Id } from '@changeover/shared/commands'
import {
  ProgramRulesSchema,
  programTemplate,
  ScopeSchema,
  type Milestone,
  type ProgramTemplate,
  type Scope,
} from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { countHomeKitsOf } from '../network/index.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { takeBaseline } from './baselines.ts'
import { readMilestones } from './program-repository.ts'
import { countScope } from './scope.ts'

/** A program as a person starts it: the template, and the dates that they promise. */
export interface NewProgram {
  name: string
  templateCode: string
  milestones: { trackCode: string; gateOn: Day; targetOn: Day }[]
  /** What all its milestones are about; left out, every port of their currents. */
  scope?: Scope
}

/** Creates the program with a track, a milestone and a first baseline for each date that was given. */
export async function createProgram(
  work: UnitOfWork,
  data: NewProgram,
): Promise<{ programId: Id<'Program'>; milestoneIds: Id<'Milestone'>[] }> {
  const template = programTemplate(data.templateCode)
  if (!template) throw new AppError('NOT_FOUND', { template: data.templateCode })
  const programId = newId<'Program'>()
  await work.tx
    .insertInto('program')
    .values({
      id: programId,
      name: data.name,
      template: template.code,
      rules: JSON.stringify(template.rules),
      createdOn: work.recordedOn,
    })
    .execute()
  await addCatalogue(work, template)
  const milestoneIds: Id<'Milestone'>[] = []
  for (const track of template.tracks) {
    const trackId = newId<'Track'>()
    const { code, name, charge, addsStandard } = track
    await work.tx
      .insertInto('track')
      .values({ id: trackId, programId, code, name, charge, addsStandard })
      .execute()
    const dates = data.milestones.find(({ trackCode }) => trackCode === code)
    if (!dates) continue
    milestoneIds.push(
      await addMilestone(work, programId, {
        milestoneId: null,
        trackId,
        name,
        gateOn: dates.gateOn,
        targetOn: dates.targetOn,
        weight: 1,
        scope: data.scope ?? ScopeSchema.parse({}),
      }),
    )
  }
  work.record({
    kind: 'program.created',
    subject: { kind: 'program', id: programId },
    payload: { name: data.name, template: template.code },
  })
  work.stale('program', 'progress')
  return { programId, milestoneIds }
}

/**
 * Creates a milestone, or changes one. A change leaves the baselines as they are, unless a new one
 * is asked for: what was promised stays visible.
 *
 * @returns how many orders are now scheduled before the gate: they cannot be started on that day.
 */
export async function setMilestone(
  work: UnitOfWork,
  data: Milestone & { takesBaseline: boolean },
): Promise<{ milestoneId: Id<'Milestone'>; scheduledBeforeGate: number }> {
  const track = await work.tx
    .selectFrom('track')
    .select(['id', 'programId', 'charge', 'addsStandard'])
    .where('id', '=', data.trackId)
    .executeTakeFirst()
  if (!track) throw new AppError('NOT_FOUND', { trackId: data.trackId })
  const { milestoneId } = data
  if (milestoneId === null)
    return {
      milestoneId: await addMilestone(work, track.programId, data),
      scheduledBeforeGate: 0,
    }

  const [before] = await readMilestones(work.tx, { milestoneId })
  if (!before || before.trackId !== data.trackId) throw new AppError('NOT_FOUND', { milestoneId })
  work.expectVersion(before.version)
  const { name, gateOn, targetOn, weight } = data
  await work.tx
    .updateTable('milestone')
    .set((set) => ({
      name,
      gateOn,
      targetOn,
      weight,
      scope: JSON.stringify(data.scope),
      version: set('version', '+', 1),
    }))
    .where('id', '=', milestoneId)
    .execute()
  if (data.takesBaseline) {
    const { ports } = await countScope(work.tx, track, data.scope)
    await takeBaseline(work, { id: milestoneId, gateOn, targetOn }, ports, 'Rebaselined')
  }
  const early = await work.tx
    .selectFrom('workOrder')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('milestoneId', '=', milestoneId)
    .where('scheduledOn', '<', gateOn)
    .where('state', 'in', ['scheduled', 'dispatched'])
    .executeTakeFirstOrThrow()
  work.record({
    kind: 'milestone.changed',
    subject: { kind: 'milestone', id: milestoneId },
    payload: {
      before: {
        name: before.name,
        gateOn: before.gateOn,
        targetOn: before.targetOn,
        scope: before.scope,
      },
      after: { name, gateOn, targetOn, scope: data.scope },
    },
  })
  work.stale('program', 'progress', 'orders')
  return { milestoneId, scheduledBeforeGate: early.count }
}

/** The rules that a program keeps to. */
export function rulesOf(rules: unknown) {
  return ProgramRulesSchema.parse(rules)
}

async function addMilestone(
  work: UnitOfWork,
  programId: Id<'Program'>,
  data: Milestone,
): Promise<Id<'Milestone'>> {
  const id = newId<'Milestone'>()
  const { trackId, name, gateOn, targetOn, weight } = data
  await work.tx
    .insertInto('milestone')
    .values({
      id,
      programId,
      trackId,
      name,
      gateOn,
      targetOn,
      weight,
      scope: JSON.stringify(data.scope),
    })
    .execute()
  const [stored] = await readMilestones(work.tx, { milestoneId: id })
  const { ports } = await countScope(work.tx, stored, stored.scope)
  await takeBaseline(work, stored, ports, 'First baseline')
  if (stored.charge === 'HOME') await countHomeKitsOf(work, id)
  work.record({
    kind: 'milestone.set',
    subject: { kind: 'milestone', id },
    payload: { name, gateOn, targetOn, scope: data.scope },
  })
  work.stale('program', 'progress')
  return id
}

/** Kit types and checklists are shared by programs: what another program brought stays as it is. */
async function addCatalogue(work: UnitOfWork, template: ProgramTemplate): Promise<void> {
  await work.tx
    .insertInto('kitType')
    .values(template.kitTypes.map((kit) => ({ id: newId<'KitType'>(), ...kit })))
    .onConflict((conflict) => conflict.column('code').doNothing())
    .execute()
  await work.tx
    .insertInto('checklistTemplate')
    .values(
      template.checklists.map(({ code, version, name, steps }) => ({
        id: newId<'ChecklistTemplate'>(),
        code,
        version,
        name,
        steps: JSON.stringify(steps),
        publishedOn: work.recordedOn,
      })),
    )
    .onConflict((conflict) => conflict.columns(['code', 'version']).doNothing())
    .execute()
}

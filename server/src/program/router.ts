import { IdSchema } from '@changeover/shared/commands'
import {
  ChargeSchema,
  describeScope,
  KitTypeSchema,
  MilestoneSchema,
  ScopeSchema,
} from '@changeover/shared/program'
import { DaySchema } from '@changeover/shared/time'
import { AppError } from '@changeover/shared/commands'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { mergeRouters, procedure, router } from '../trpc.ts'
import { checklistRouter } from './checklist-router.ts'
import { getProgram, listKitTypes, listPrograms } from './overview.ts'
import { createProgram, setMilestone } from './programs.ts'
import { countScope } from './scope.ts'

const baseline = z.object({
  id: IdSchema('Baseline'),
  name: z.string(),
  takenOn: DaySchema,
  gateOn: DaySchema,
  targetOn: DaySchema,
  scopeCount: z.int(),
})

const program = z.object({
  id: IdSchema('Program'),
  version: z.int(),
  name: z.string(),
  template: z.string(),
  createdOn: DaySchema,
  tracks: z.array(
    z.object({
      id: IdSchema('Track'),
      code: z.string(),
      name: z.string(),
      charge: ChargeSchema,
      addsStandard: z.string().nullable(),
    }),
  ),
  milestones: z.array(
    z.object({
      id: IdSchema('Milestone'),
      version: z.int(),
      trackId: IdSchema('Track'),
      name: z.string(),
      gateOn: DaySchema,
      targetOn: DaySchema,
      weight: z.number(),
      scope: ScopeSchema,
      sentence: z.string(),
      scopeCount: z.int(),
      plannedCount: z.int(),
      doneCount: z.int(),
      exceptionCount: z.int(),
      baselines: z.array(baseline),
    }),
  ),
})

const mainRouter = router({
  listPrograms: procedure('program.listPrograms')
    .output(
      z.array(
        z.object({
          id: IdSchema('Program'),
          name: z.string(),
          template: z.string(),
          createdOn: DaySchema,
        }),
      ),
    )
    .query(({ ctx }) => listPrograms(ctx.db)),

  getProgram: procedure('program.getProgram')
    .input(z.object({ programId: IdSchema('Program'), asOf: DaySchema.nullish() }))
    .output(program)
    .query(({ ctx, input }) => getProgram(ctx.db, input.programId, input.asOf ?? null)),

  listKitTypes: procedure('program.listKitTypes')
    .input(z.object({ asOf: DaySchema.nullish() }).optional())
    .output(z.array(KitTypeSchema.extend({ id: IdSchema('KitType') })))
    .query(({ ctx, input }) => listKitTypes(ctx.db, input?.asOf ?? null)),

  /** What a goal would be about, while it is being written. */
  countScope: procedure('program.countScope')
    .input(z.object({ trackId: IdSchema('Track'), scope: ScopeSchema }))
    .output(z.object({ ports: z.int(), sites: z.int(), sentence: z.string() }))
    .query(async ({ ctx, input }) => {
      const track = await ctx.db
        .selectFrom('track')
        .select(['charge', 'addsStandard'])
        .where('id', '=', input.trackId)
        .executeTakeFirst()
      if (!track) throw new AppError('NOT_FOUND', { trackId: input.trackId })
      return {
        ...(await countScope(ctx.db, track, input.scope)),
        sentence: describeScope(input.scope, track),
      }
    }),

  createProgram: commandProcedure({
    name: 'program.createProgram',
    data: z.object({
      name: z.string().trim().min(1, { error: 'Enter a name.' }).max(100),
      templateCode: z.string(),
      milestones: z
        .array(
          z
            .object({ trackCode: z.string(), gateOn: DaySchema, targetOn: DaySchema })
            .refine(({ gateOn, targetOn }) => targetOn >= gateOn, {
              path: ['targetOn'],
              error: 'The target is before the gate.',
            }),
        )
        .min(1),
    }),
    result: z.object({
      programId: IdSchema('Program'),
      milestoneIds: z.array(IdSchema('Milestone')),
    }),
    handle: createProgram,
  }),

  setMilestone: commandProcedure({
    name: 'program.setMilestone',
    data: MilestoneSchema.safeExtend({ takesBaseline: z.boolean().default(false) }),
    result: z.object({ milestoneId: IdSchema('Milestone'), scheduledBeforeGate: z.int() }),
    handle: setMilestone,
  }),
})

/** Programs and their milestones; the checklists that orders are closed by. */
export const programRouter = mergeRouters(mainRouter, checklistRouter)

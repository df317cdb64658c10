import { IdSchema } from '@changeover/shared/commands'
import { ScenarioSchema, ScenarioWishSchema } from '@changeover/shared/planning'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure, router } from '../trpc.ts'
import { commitScenario } from './scenarios/commit.ts'
import { listScenarios, removeScenario, saveScenario } from './scenarios/scenarios.ts'

const scenarioRef = z.object({ scenarioId: IdSchema('Scenario') })

export const scenariosRouter = router({
  listScenarios: procedure('planning.listScenarios')
    .input(z.object({ programId: IdSchema('Program') }))
    .output(z.array(ScenarioSchema))
    .query(({ ctx, input }) => listScenarios(ctx.db, input.programId)),

  saveScenario: commandProcedure({
    name: 'planning.saveScenario',
    data: ScenarioWishSchema,
    result: scenarioRef,
    handle: saveScenario,
  }),

  removeScenario: commandProcedure({
    name: 'planning.removeScenario',
    data: scenarioRef,
    result: z.object({}),
    handle: removeScenario,
  }),

  /** Makes a scenario true: its changes go into the live inputs, and a proposal is asked for. */
  commitScenario: commandProcedure({
    name: 'planning.commitScenario',
    data: scenarioRef,
    result: z.object({ changed: z.int(), planId: IdSchema('Plan') }),
    handle: commitScenario,
  }),
})

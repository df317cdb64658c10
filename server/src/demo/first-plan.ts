import { IdSchema } from '@changeover/shared/commands'
import { PlanRequestSchema } from '@changeover/shared/planning'
import { z } from 'zod'
import { systemActor } from '../accounts/index.ts'
import { execute } from '../commands.ts'
import type { Services } from '../context.ts'
import { propose } from '../planning/index.ts'
import { demoId } from './identity.ts'

const askForPlan = {
  name: 'planning.propose' as const,
  data: PlanRequestSchema,
  result: z.object({ planId: IdSchema('Plan') }),
  handle: propose,
}

/** The people's commands come before it. @see addDemoPeople */
const POSITION = -1_000

/** Asks for a plan of the demo's program, so that a newcomer finds a proposal to review. */
export async function askForFirstPlan(services: Services, seed: number): Promise<void> {
  await execute(
    services,
    systemActor,
    askForPlan,
    { commandId: demoId(seed, 'Command', POSITION) },
    PlanRequestSchema.parse({ programId: demoId(seed, 'Program', 0) }),
  )
}

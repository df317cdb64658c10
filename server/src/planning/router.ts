import { mergeRouters } from '../trpc.ts'
import { plansRouter } from './plans-router.ts'

/** All of planning: plans and their review. */
export const planningRouter = mergeRouters(plansRouter)

import { mergeRouters } from '../trpc.ts'
import { boardRouter } from './board-router.ts'
import { plansRouter } from './plans-router.ts'

/** All of planning: plans and their review, the board. */
export const planningRouter = mergeRouters(plansRouter, boardRouter)

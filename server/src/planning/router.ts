import { mergeRouters } from '../trpc.ts'
import { boardRouter } from './board-router.ts'
import { plansRouter } from './plans-router.ts'
import { scenariosRouter } from './scenarios-router.ts'

/** All of planning: plans and their review, the board, what-ifs. */
export const planningRouter = mergeRouters(plansRouter, boardRouter, scenariosRouter)

import { mergeRouters } from '../trpc.ts'
import { changeRouter } from './change-router.ts'
import { deskRouter } from './desk-router.ts'
import { feedRouter } from './feed-router.ts'
import { fieldRouter } from './field-router.ts'
import { officeRouter } from './office-router.ts'

/** Work orders: what the office does with them, and what crews do. */
export const ordersRouter = mergeRouters(
  officeRouter,
  changeRouter,
  deskRouter,
  feedRouter,
  fieldRouter,
)

import { IdSchema } from '@changeover/shared/commands'
import { CrewFeedSchema, NewFeedSchema } from '@changeover/shared/orders'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure, router } from '../trpc.ts'
import { createFeed, listFeeds, revokeFeed } from './feeds.ts'

/** Calendar addresses of crews. */
export const feedRouter = router({
  listFeeds: procedure('orders.listFeeds')
    .input(z.object({ crewId: IdSchema('Crew') }))
    .output(z.array(CrewFeedSchema))
    .query(({ ctx, input }) => listFeeds(ctx.db, ctx.actor, input.crewId)),

  createFeed: commandProcedure({
    name: 'orders.createFeed',
    data: NewFeedSchema,
    result: z.object({ feedId: IdSchema('CrewFeed') }),
    handle: createFeed,
  }),

  revokeFeed: commandProcedure({
    name: 'orders.revokeFeed',
    data: z.object({ feedId: IdSchema('CrewFeed') }),
    result: z.object({}),
    handle: revokeFeed,
  }),
})

import { z } from 'zod'
import { publicProcedure, router } from '../trpc.ts'
import { demoShare } from './start.ts'

export const demoRouter = router({
  /** Whether this is a demo and how far it is made, for the page that waits for it. */
  status: publicProcedure('demo.status')
    .output(
      z.object({
        isDemo: z.boolean(),
        isReady: z.boolean(),
        /** 0 to 1; null when another process makes it. */
        share: z.number().nullable(),
      }),
    )
    .query(async ({ ctx }) => {
      const { installation } = ctx
      if (installation.isDemo && !installation.isDemoReady) {
        const row = await ctx.db
          .selectFrom('installation')
          .select('demoReadyAt')
          .executeTakeFirstOrThrow()
        installation.isDemoReady = row.demoReadyAt !== null
      }
      return {
        isDemo: installation.isDemo,
        isReady: installation.isDemoReady,
        share: demoShare(ctx),
      }
    }),
})

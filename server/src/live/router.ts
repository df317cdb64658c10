import { tracked } from '@trpc/server'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'

/**
 * One stream a screen. Each message is tracked by a number, so that a browser that lost the
 * connection says where it was; it is then told to refresh what it holds, since what became stale
 * meanwhile is not kept.
 */
export const liveRouter = router({
  changes: procedure('live.changes')
    .input(z.object({ lastEventId: z.string().nullish() }).optional())
    .subscription(async function* ({ ctx, input, signal }) {
      const ended = signal ?? new AbortController().signal
      const stream = ctx.announcer.listen(ended)
      let number = Number(input?.lastEventId ?? 0) + 1
      const isResumed = Boolean(input?.lastEventId)
      yield tracked(String(number), { topics: isResumed ? ['everything'] : [] })
      for await (const staleness of stream) {
        number += 1
        yield tracked(String(number), {
          topics: 'missed' in staleness ? ['everything'] : staleness.topics,
        })
      }
    }),
})

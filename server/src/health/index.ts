import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { reportHealth } from './report.ts'

/** The state of the installation, for its administrator. */
export const healthRouter = router({
  report: procedure('health.report')
    .output(
      z.array(
        z.object({
          name: z.enum(['database', 'migrations', 'disk', 'audit', 'backup', 'jobs']),
          state: z.enum(['good', 'late', 'bad']),
          facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
        }),
      ),
    )
    .query(({ ctx }) => reportHealth(ctx)),
})
export { isServing, watchReadiness, type Readiness } from './readiness.ts'
export { metricsOf, registerMetrics, routeOf } from './metrics.ts'

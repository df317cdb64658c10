import { accountsRouter } from './accounts/index.ts'
import { demoRouter } from './demo/index.ts'
import { auditRouter } from './audit/index.ts'
import { backupRouter } from './backup/index.ts'
import { filesRouter } from './files/index.ts'
import { forecastRouter } from './forecast/index.ts'
import { healthRouter } from './health/index.ts'
import { jobsRouter } from './jobs/index.ts'
import { networkRouter } from './network/index.ts'
import { planningRouter } from './planning/index.ts'
import { progressRouter } from './progress/index.ts'
import { ordersRouter } from './orders/index.ts'
import { programRouter } from './program/index.ts'
import { rungsRouter } from './rungs/index.ts'
import { inputsRouter } from './planning/inputs/index.ts'
import { sharingRouter } from './sharing/index.ts'
import { router } from './trpc.ts'

/** The whole API. Each slice is a plain router; its procedures are named in the permission table. */
export const appRouter = router({
  accounts: accountsRouter,
  demo: demoRouter,
  audit: auditRouter,
  backup: backupRouter,
  files: filesRouter,
  forecast: forecastRouter,
  health: healthRouter,
  jobs: jobsRouter,
  network: networkRouter,
  progress: progressRouter,
  program: programRouter,
  inputs: inputsRouter,
  orders: ordersRouter,
  planning: planningRouter,
  rungs: rungsRouter,
  sharing: sharingRouter,
})

/** The only thing the client knows of the server. */
export type AppRouter = typeof appRouter

/** Work that need not be done before the answer: a queue in the database, retried, shared by all processes. */
export { enqueue, type JobName, type JobPayloads } from './enqueue.ts'
export { migrateJobs, startJobs, type JobHandlers, type Schedule } from './runner.ts'
export { copyJobs } from './transfer.ts'
export { jobsRouter } from './router.ts'

import type { ProgressFilter } from '../progress/index.ts'
import type { RequestContext } from '../context.ts'
import { forecastRouter } from '../forecast/index.ts'
import { programRouter } from '../program/index.ts'
import { progressRouter } from '../progress/index.ts'
import { createCallerFactory, router } from '../trpc.ts'

/**
 * Everything that a page for executives shows, as one piece. It asks the same procedures as the screen,
 * with the same rights: what is shared is what its maker saw.
 */
const ask = createCallerFactory(
  router({ forecast: forecastRouter, program: programRouter, progress: progressRouter }),
)

/** What a report is about: a program or all, some regions or all, as of a day. */
export async function makeReport(context: RequestContext, filter: ProgressFilter) {
  const { forecast, program, progress } = ask(context)
  const [programs, overview, outlook, trend, burnUp, regions, coverage] = await Promise.all([
    program.listPrograms(),
    progress.overview(filter),
    forecast.outlook(filter),
    forecast.trend(filter),
    progress.burnUp(filter),
    progress.byRegion(filter),
    progress.coverage(filter),
  ])
  const [throughput, blocked, mix] = await Promise.all([
    progress.throughput(filter),
    progress.blocked(filter),
    progress.mix(filter),
  ])
  const own = programs.filter(({ id }) => !filter.programId || id === filter.programId)
  return {
    program: own.length === 1 ? own[0].name : null,
    overview,
    outlook,
    trend,
    burnUp,
    regions,
    coverage,
    throughput,
    blocked,
    mix,
  }
}

/** A report as it is stored and shown. */
export type Report = Awaited<ReturnType<typeof makeReport>>

import type { Id } from '@changeover/shared/commands'
import type { Figure } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'
import type { Client } from './server.ts'

/** Whose progress is asked about, and since when changes are. */
interface ProgressAsked {
  manager: Client
  programId: Id<'Program'>
  since: Day
}

/** Everything that is shown of progress, asked live or as of a day. */
export async function showProgress(
  { manager, programId, since }: ProgressAsked,
  asOf?: Day,
): Promise<unknown> {
  const filter = asOf ? { asOf } : {}
  const figures: Figure[] = [
    { figure: 'done', charge: 'AC' },
    { figure: 'scope', charge: 'AC' },
    { figure: 'orders' },
    { figure: 'orders', charge: 'AC', state: 'done' },
    { figure: 'blockedDays' },
    { figure: 'blockedPorts' },
    { figure: 'ageing', charge: 'AC' },
    { figure: 'firstVisits', charge: 'AC' },
    { figure: 'notLive', rung: 'energised' },
    { figure: 'coverage', charge: 'AC', what: 'sitesWithNacs' },
    { figure: 'changes', change: 'moved', since },
    { figure: 'changes', change: 'done', since },
    { figure: 'causes', group: 'access' },
  ]
  const { progress, forecast, network, program } = manager
  const [{ isPast: _live, ...overview }, ...others] = await Promise.all([
    progress.overview.query(filter),
    progress.burnUp.query({ ...filter, step: 'day' }),
    progress.byRegion.query(filter),
    progress.coverage.query(filter),
    progress.throughput.query(filter),
    progress.flow.query({ ...filter, charge: 'AC' }),
    progress.blocked.query(filter),
    progress.kits.query(filter),
    progress.mix.query(filter),
    progress.homeKits.query(filter),
    progress.ageing.query({ ...filter, charge: 'AC' }),
    progress.firstVisits.query({ ...filter, charge: 'AC' }),
    progress.notLive.query({ ...filter, rung: 'energised' }),
    progress.earned.query(filter),
    progress.changes.query({ ...filter, since }),
    progress.baselines.query(filter),
    forecast.outlook.query(filter),
    forecast.trend.query(filter),
    forecast.scorecard.query(filter),
    network.listSites.query({ ...filter, sort: 'progress', descending: true }),
    network.listSites.query({
      ...filter,
      progress: ['all', 'some'],
      standard: 'NACS',
      level: 'L2',
    }),
    network.mapSites.query(filter),
    program.getProgram.query({ programId, ...filter }),
    ordersShown(manager, asOf),
    network.summary.query(filter),
    ...figures.map((figure) => progress.sum.query({ figure, filter })),
    ...figures.map((figure) => rowsShown(manager, figure, filter)),
  ])
  return [overview, ...others]
}

/** Today's orders stand in the order of the clock, those of a past day in that of their days. */
async function rowsShown(
  manager: Client,
  figure: Figure,
  filter: { asOf?: Day },
): Promise<unknown> {
  const { rows } = await manager.progress.rows.query({ figure, filter, limit: 1_000 })
  return rows.toSorted((one, other) => (one.key < other.key ? -1 : 1))
}

/** What lists show of each order, whether it is asked for now or for a day. */
async function ordersShown(manager: Client, asOf?: Day): Promise<unknown> {
  const { rows } = asOf
    ? await manager.orders.listOn.query({ asOf })
    : await manager.orders.list.query({})
  return rows.map((row) => [
    row.number,
    row.state,
    row.crewName,
    row.scheduledOn,
    row.dueOn,
    row.kitName,
    row.milestoneName,
    row.priority,
    row.blockedReason,
  ])
}

/**
 * What people do all day, as requests: the same procedures, batched as the pages batch them. A job is what
 * a person does before the next pause.
 */
import { newId } from '@changeover/shared/commands'
import type { OrderFilter } from '@changeover/shared/orders'
import { dayAt, toInstant, type Day } from '@changeover/shared/time'
import type { Api } from '../measured-server.ts'
import { readCrewJob } from './crew-job.ts'
import type { Kind } from './people.ts'

type Job = () => Promise<unknown>
type Random = () => number

/** What everybody knows of the network. */
export interface Scene {
  regions: readonly string[]
  programIds: readonly NonNullable<OrderFilter['programId']>[]
  today: Day
}

export async function readScene(api: Api): Promise<Scene> {
  const [programs, crews] = await Promise.all([
    api.program.listPrograms.query(),
    api.orders.listCrews.query({}),
  ])
  return {
    programIds: programs.map(({ id }) => id),
    regions: [...new Set(crews.map(({ region }) => region))],
    today: dayAt(toInstant(new Date().toISOString()), 'UTC'),
  }
}

/** What somebody of this kind does next, each time it is called. */
export function jobOf(kind: Kind, api: Api, scene: Scene, random: Random): Job {
  switch (kind) {
    case 'crew':
      return readCrewJob(api, scene, random)
    case 'executive':
      return oneOf(executiveJobs(api, scene, random), random)
    case 'manager':
      return oneOf(managerJobs(api, scene, random), random)
  }
}

/** Draws a job by its weight. */
function oneOf(jobs: readonly { weight: number; job: Job }[], random: Random): Job {
  const total = jobs.reduce((sum, { weight }) => sum + weight, 0)
  return () => {
    let drawn = random() * total
    const chosen = jobs.find(({ weight }) => (drawn -= weight) < 0) ?? jobs[0]
    return chosen.job()
  }
}

const pick = <Item>(items: readonly Item[], random: Random): Item =>
  items[Math.floor(random() * items.length)]

/** Filter the orders, open one, search, preview a change of a region's orders, now and then make and undo it. */
function managerJobs(api: Api, { regions, programIds }: Scene, random: Random) {
  const filters: (() => OrderFilter)[] = [
    () => ({}),
    () => ({ programId: pick(programIds, random) }),
    () => ({ regions: [pick(regions, random)] }),
    () => ({ states: ['blocked'], minDaysInState: 5 }),
    () => ({ states: ['done'], regions: [pick(regions, random)] }),
    () => ({ priority: 1 + Math.floor(random() * 5), programId: pick(programIds, random) }),
  ]
  const open = async () => {
    const filter = pick(filters, random)()
    const [{ rows }] = await Promise.all([
      api.orders.list.query({ filter }),
      api.orders.count.query({ filter }),
    ])
    if (rows.length === 0) return
    const { id: orderId } = pick(rows, random)
    await Promise.all([
      api.orders.get.query({ orderId }),
      api.history.ofRecord.query({ kind: 'order', id: orderId }),
    ])
  }
  const search = async () => {
    const site = `site ${Math.floor(random() * 500)}`
    await api.network.listSites.query({ search: site })
    await api.orders.list.query({ filter: { search: site } })
  }
  const bulk = () => ({
    selection: {
      filter: {
        states: ['blocked' as const],
        regions: Array.from({ length: 4 }, () => pick(regions, random)),
      },
      excludedIds: [],
    },
    change: { set: { priority: 1 + Math.floor(random() * 5) } },
  })
  const preview = () => api.orders.previewChange.mutate(bulk())
  const changeAndUndo = async () => {
    const data = bulk()
    const { orders } = await api.orders.previewChange.mutate(data)
    if (orders === 0) return
    const commandId = newId<'Command'>()
    await api.orders.change.mutate({ commandId, data })
    await api.orders.undo.mutate({ commandId: newId(), data: { commandId } })
  }
  return [
    { weight: 60, job: open },
    { weight: 20, job: search },
    { weight: 15, job: preview },
    { weight: 5, job: changeAndUndo },
  ]
}

/** Open the overview, look at a region, read the reports. */
function executiveJobs(api: Api, { regions }: Scene, random: Random) {
  const overview = (own: readonly string[] | null) => () => {
    const filter = { regions: own ? [pick(own, random)] : null }
    return Promise.all([
      api.progress.overview.query(filter),
      api.progress.burnUp.query(filter),
      api.progress.byRegion.query({}),
      api.progress.coverage.query(filter),
      api.forecast.outlook.query(filter),
      api.forecast.trend.query(filter),
    ])
  }
  const reports = () =>
    Promise.all([
      api.progress.throughput.query({}),
      api.progress.flow.query({ charge: 'AC' }),
      api.progress.blocked.query({}),
      api.progress.kits.query({}),
      api.progress.mix.query({}),
    ])
  return [
    { weight: 60, job: overview(null) },
    { weight: 25, job: overview(regions) },
    { weight: 15, job: reports },
  ]
}

import type { Id } from '@changeover/shared/commands'
import { inputListNames } from '@changeover/shared/planning'
import type { SiteFilter } from '@changeover/shared/network'
import { parseDay, type Day } from '@changeover/shared/time'
import type { Client } from './server.ts'

/** Which records the pages are asked about. */
export interface PagesAsked {
  manager: Client
  programId: Id<'Program'>
  territoryId: Id<'Territory'>
  orders: readonly Id<'WorkOrder'>[]
  siteIds: readonly Id<'Site'>[]
  /** The Monday of the week whose board is looked at. */
  weekOn: Day
}

/** What each page shows, live or as of a day. Versions are for commands, which a past day has none of. */
export async function showPages(asked: PagesAsked, asOf: Day | null) {
  const { manager, programId, territoryId, orders, siteIds, weekOn } = asked
  const today = asOf ?? parseDay(new Date().toISOString().slice(0, 10))
  const page = (id: Id<'WorkOrder'>) => manager.orders.get.query({ orderId: id, asOf })
  const lists = inputListNames.map((list) => manager.inputs.list.query({ list, asOf }))
  const { planning, network, history } = manager
  return {
    orders: (await Promise.all(orders.map(page))).map(withoutVersion),
    orderHistory: await Promise.all(
      orders.map((id) => history.ofRecord.query({ kind: 'order', id, limit: 100, asOf })),
    ),
    review: await waiting(manager, asOf),
    returns: await manager.orders.returns.query({ asOf }),
    sites: await Promise.all(siteIds.map((siteId) => sitePage(manager, siteId, asOf))),
    siteNames: (
      await network.listSites.query(asOf ? { asOf, sort: 'name' } : { sort: 'name' })
    ).sites.map(({ name, city }) => [name, city]),
    found: await Promise.all(
      [
        { search: 'site 01' },
        { search: 'harb' },
        { isFunded: true },
        { level: 'L2' as const },
        { standard: 'NACS' as const },
        { standard: 'CCS1' as const },
        { progress: ['none' as const, 'some' as const] },
        { search: 'site', progress: ['all' as const] },
      ].map((filter) => sitesBy(manager, filter, asOf)),
    ),
    stock: {
      summary: await network.summary.query(asOf ? { asOf } : undefined),
      byPorts: await sitesInOrder(manager, 'ports', asOf),
      byProgress: await sitesInOrder(manager, 'progress', asOf),
    },
    foundOrders: await Promise.all(
      ['site 01', 'harbour'].map((search) => numbersBy(manager, search, asOf)),
    ),
    program: {
      crews: await manager.orders.listCrews.query({ asOf }),
      kits: await manager.program.listKitTypes.query({ asOf }),
      exceptions: await manager.orders.listExceptions.query({ programId, asOf }),
    },
    notListed: await network.drift.query({ kind: 'not_listed', asOf: today }),
    notOurs: await network.drift.query({ kind: 'not_ours', asOf: today }),
    inputs: Object.fromEntries(
      (await Promise.all(lists)).map(({ rows }, index) => [inputListNames[index], rows]),
    ),
    plans: (await planning.listPlans.query({ programId, asOf })).map(
      ({ acceptedCommandId: _command, ...plan }) => plan,
    ),
    grid: await planning.grid.query({ programId, asOf }),
    week: await boardOf(manager, { programId, territoryId, weekOn, asOf }),
  }
}
export type Pages = Awaited<ReturnType<typeof showPages>>

async function sitesBy(
  { network }: Client,
  filter: Pick<SiteFilter, 'search' | 'isFunded' | 'level' | 'standard' | 'progress'>,
  asOf: Day | null,
) {
  const asked = asOf ? { ...filter, asOf } : filter
  const [{ sites }, { total }, { ids }] = await Promise.all([
    network.listSites.query({ ...asked, sort: 'name' }),
    network.countSites.query(asked),
    network.mapSites.query(asked),
  ])
  return { total, onMap: ids.length, sites: sites.map(({ name, acPorts }) => [name, acPorts]) }
}

/** All sites page by page, of which each goes on where the one before ended. */
async function sitesInOrder({ network }: Client, sort: 'ports' | 'progress', asOf: Day | null) {
  const asked = { sort, descending: true, limit: 2, ...(asOf ? { asOf } : {}) }
  const rows = []
  for (let page = await network.listSites.query(asked); ;) {
    rows.push(
      ...page.sites.map(({ name, acPorts, dcPorts, progress }) => [
        name,
        acPorts + dcPorts,
        progress,
      ]),
    )
    if (page.next === null) return rows
    page = await network.listSites.query({ ...asked, after: page.next })
  }
}

async function numbersBy(manager: Client, search: string, asOf: Day | null): Promise<number[]> {
  const { rows } = asOf
    ? await manager.orders.listOn.query({ asOf, filter: { search } })
    : await manager.orders.list.query({ filter: { search } })
  return rows.map(({ number }) => number).toSorted((a, b) => a - b)
}

async function waiting(manager: Client, asOf: Day | null) {
  const filter = { states: ['done' as const] }
  const { rows } = asOf
    ? await manager.orders.listOn.query({ asOf, filter })
    : await manager.orders.list.query({ filter })
  return rows.map(({ number, siteName, city, crewName, milestoneName }) => ({
    number,
    siteName,
    city,
    crewName,
    milestoneName,
  }))
}

/** Since when an order is in its state is known to the day; nothing shows more of it. */
function withoutVersion<Order extends { version: number; stateSince: string }>(order: Order) {
  const { version: _version, stateSince: _since, ...rest } = order
  return rest
}

async function sitePage(manager: Client, siteId: Id<'Site'>, asOf: Day | null) {
  const {
    version: _version,
    stations,
    ...site
  } = await manager.network.getSite.query({
    siteId,
    asOf,
  })
  return { ...site, stations: stations.map(({ version: _its, ...station }) => station) }
}

/** The board, without the sites that only a move would need. */
async function boardOf(manager: Client, place: Parameters<Client['planning']['week']['query']>[0]) {
  const { world, ...board } = await manager.planning.week.query(place)
  return { ...board, crews: world.crews, milestones: world.milestones, travel: world.travel }
}

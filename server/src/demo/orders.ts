import type { Id } from '@changeover/shared/commands'
import { streamOf } from '@changeover/shared/forecast'
import { groupIntoOrders, type CandidatePort } from '@changeover/shared/orders'
import { NACS_ROLLOUT } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { chanceOf, type Chance } from './chance.ts'
import type { DemoKit, DemoTrack } from './fixtures.ts'
import { addOrder } from './order-rows.ts'
import { cancelledTimeline, timelineOf } from './timeline.ts'
import { demoWish, type World } from './world.ts'

/** A port that is in the database, with what stands on it. */
export interface PlacedPort extends CandidatePort {
  portId: Id<'Port'>
  siteId: Id<'Site'>
  level: 'L1' | 'L2' | 'DC' | null
  /** Serial and connectors, for the ledger and the checklist. */
  serial: string | null
  /** The day its station opened. */
  openedOn: Day
  connectors: readonly { connectorId: Id<'Connector'>; standard: string }[]
}

/** What orders need to know of their site. */
export interface PlacedSite {
  siteId: Id<'Site'>
  region: string
  lat: number
  lon: number
  seenOn: Day
  ports: readonly PlacedPort[]
}

/** One visit: ports of a site that take the same kit. */
export interface Visit {
  track: DemoTrack
  kit: DemoKit | null
  ports: readonly PlacedPort[]
}

const orderStream = streamOf('demo order')

/**
 * Generates the orders of a site as the product does, then tells what became of each. A visit takes
 * `world.portsPerVisit` ports; `quota` is how many orders there shall be with this site's.
 */
export function addOrdersOf(world: World, site: PlacedSite, quota: number): void {
  const visits = [...visitsOf(world, site, 'AC'), ...visitsOf(world, site, 'DC')]
  for (const visit of visits) {
    if (world.orderCount >= quota) return
    const chance = nextChance(world)
    const wish = demoWish(world, site, visit)
    addOrder(
      world,
      site,
      visit,
      chance,
      timelineOf(chance, world.season, visit.track, site.seenOn, wish),
    )
  }
  if (visits.length === 0) return
  for (let attempt = 0; world.orderCount < quota; attempt++) {
    const visit = visits[attempt % visits.length]
    const chance = nextChance(world)
    addOrder(world, site, visit, chance, cancelledTimeline(chance, world.season, site.seenOn))
  }
}

function nextChance(world: World): Chance {
  return chanceOf(world.seed, orderStream, world.orderCount)
}

function visitsOf(world: World, site: PlacedSite, charge: 'AC' | 'DC'): Visit[] {
  const track = world.fixtures.tracks[charge]
  const candidates = site.ports.filter(
    ({ level, standards }) => (level === 'DC') === (charge === 'DC') && !standards.includes('NACS'),
  )
  const { orders, exceptions } = groupIntoOrders(
    candidates,
    world.fixtures.kits,
    'NACS',
    NACS_ROLLOUT.rules,
  )
  for (const { port, reason } of exceptions) addException(world, site, track, port, reason)
  const byKit = new Map<string, Visit & { ports: PlacedPort[] }>()
  for (const { port, kit } of orders.flatMap((order) => order.ports)) {
    const key = `${kit?.code}|${port.level}`
    const visit = byKit.get(key) ?? { track, kit, ports: [] }
    visit.ports.push(port)
    byKit.set(key, visit)
  }
  return [...byKit.values()].flatMap((visit) => splitVisit(visit, world.portsPerVisit))
}

function splitVisit(visit: Visit, size: number): Visit[] {
  const count = Math.ceil(visit.ports.length / size)
  return Array.from({ length: count }, (_unused, index) => ({
    ...visit,
    ports: visit.ports.slice(index * size, (index + 1) * size),
  }))
}

function addException(
  world: World,
  site: PlacedSite,
  track: DemoTrack,
  port: PlacedPort,
  reason: string,
): void {
  const command = world.generationCommand(site.seenOn)
  world.rows.add('order_exception', {
    id: world.ids.next('OrderException'),
    track_id: track.trackId,
    site_id: site.siteId,
    port_id: port.portId,
    reason,
    created_command_id: command.id,
    created_on: site.seenOn,
  })
  world.tally.count(
    {
      milestoneId: track.milestoneId,
      region: site.region,
      level: port.level ?? 'unknown',
      family: port.family ?? 'unknown',
    },
    'exceptions',
    1,
    site.seenOn,
  )
}

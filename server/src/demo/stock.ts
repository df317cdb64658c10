import type { Id } from '@changeover/shared/commands'
import type { RollupLevel } from '@changeover/shared/rollup'
import type { Day } from '@changeover/shared/time'
import { addSiteInputs } from './inputs.ts'
import type { DemoPort, DemoSite, DemoStation } from './network.ts'
import { addOrdersOf, type PlacedPort } from './orders.ts'
import type { Counted } from './tally.ts'
import { at, type World } from './world.ts'

/** Writes a site with its stations, ports, orders and connectors, and counts what stands there. */
export function addSite(world: World, site: DemoSite, quota: number): void {
  const siteId = world.ids.next('Site')
  const command = world.importCommand(site.seenOn)
  const { place } = site
  world.rows.add('site', {
    id: siteId,
    name: site.name,
    street: site.street,
    city: place.city,
    region: place.region,
    country: place.country,
    lat: place.lat,
    lon: place.lon,
    time_zone: place.timeZone,
    derivation: { rule: 'demo', stations: site.stations.length },
    created_command_id: command,
    created_at: at(site.seenOn, 0),
  })
  addSiteInputs(world, siteId, site.stations[0]?.number ?? 0)
  const siteJ1772 = site.stations
    .flatMap((station) => station.ports)
    .filter(({ standards }) => standards.includes('J1772')).length
  const ports = site.stations.flatMap((station) => {
    const stationId = addStation(world, siteId, site, station, command)
    return station.ports.map((port) => addPort(world, siteId, stationId, station, port, siteJ1772))
  })
  addOrdersOf(
    world,
    {
      siteId,
      region: place.region,
      lat: place.lat,
      lon: place.lon,
      seenOn: site.seenOn,
      ports,
    },
    quota,
  )
  addStandingConnectors(world, site.seenOn, ports, command)
  countSite(world, site, ports)
  world.removals.clear()
  world.fits = []
}

function addStation(
  world: World,
  siteId: Id<'Site'>,
  site: DemoSite,
  station: DemoStation,
  command: Id<'Command'>,
): Id<'Station'> {
  const stationId = world.ids.next('Station')
  world.rows.add('station', {
    id: stationId,
    site_id: siteId,
    source: 'demo',
    source_id: `D${station.number + 1}`,
    grain: 'station',
    network: 'Demo network',
    name: station.name,
    status: 'open',
    access: station.isPublic ? 'public' : 'private',
    model: station.model,
    serial: station.serial,
    kit_family: station.family,
    facility_type: site.facility,
    opened_on: station.openedOn,
    is_funded: station.isFunded ? true : null,
    raw: publicRecord(station),
    first_seen_on: site.seenOn,
    last_seen_on: site.seenOn,
    created_command_id: command,
  })
  return stationId
}

/** Of these few the public list is known: some still show the plugs of old, some show NACS too early. */
function publicRecord({ number, ports }: DemoStation): object {
  const isBehind = number % 40 === 7
  const isAhead = number % 400 === 11
  if (!isBehind && !isAhead) return {}
  return {
    ports: ports.map(({ level, powerKw, standards }) => ({
      level,
      powerKw,
      connectors: isAhead && !standards.includes('NACS') ? [...standards, 'NACS'] : standards,
    })),
  }
}

function addPort(
  world: World,
  siteId: Id<'Site'>,
  stationId: Id<'Station'>,
  station: DemoStation,
  port: DemoPort,
  siteJ1772: number,
): PlacedPort {
  const portId = world.ids.next('Port')
  world.rows.add('port', {
    id: portId,
    station_id: stationId,
    number: port.number,
    level: port.level,
    power_kw: port.powerKw,
    is_funded: station.isFunded,
  })
  return {
    portId,
    siteId,
    siteJ1772,
    level: port.level,
    family: station.family,
    serial: station.serial,
    openedOn: station.openedOn,
    side: null,
    standards: port.standards,
    connectors: port.standards.map((standard) => ({
      connectorId: world.ids.next('Connector'),
      standard,
    })),
  }
}

/** What stood there before the rollout; an order may have taken some of it away since. */
function addStandingConnectors(
  world: World,
  seenOn: Day,
  ports: readonly PlacedPort[],
  command: Id<'Command'>,
): void {
  for (const { portId, connectors } of ports)
    for (const { connectorId, standard } of connectors) {
      const removal = world.removals.get(connectorId)
      world.rows.add('connector', {
        id: connectorId,
        port_id: portId,
        standard,
        installed_command_id: command,
        installed_recorded_at: at(seenOn, 0),
        removed_on: removal?.on ?? null,
        removed_command_id: removal?.command ?? null,
        removed_recorded_at: removal?.recordedAt ?? null,
        removed_order_id: removal?.orderId ?? null,
      })
    }
}

/** Counts as an import does: from the day a station opened, a site once for each of its levels. */
function countSite(world: World, { place, seenOn }: DemoSite, ports: readonly PlacedPort[]): void {
  const { tally, fits } = world
  const levels = new Map<RollupLevel, { since: Day; nacsSince: Day | null }>()
  for (const { level: known, family, standards, openedOn } of ports) {
    const level: RollupLevel = known ?? 'unknown'
    const what: Counted = {
      milestoneId: null,
      region: place.region,
      level,
      family: family ?? 'unknown',
    }
    const hasNacs = standards.includes('NACS')
    tally.count(what, 'ports', 1, openedOn, seenOn)
    if (hasNacs) tally.count(what, 'ports_nacs', 1, openedOn, seenOn)
    for (const standard of standards)
      tally.count(what, `connectors:${standard}`, 1, openedOn, seenOn)
    const before = levels.get(level)
    levels.set(level, {
      since: earlier(before?.since ?? null, openedOn),
      nacsSince: hasNacs
        ? earlier(before?.nacsSince ?? null, openedOn)
        : (before?.nacsSince ?? null),
    })
  }
  for (const [level, { since, nacsSince }] of levels) {
    const what: Counted = { milestoneId: null, region: place.region, level, family: 'unknown' }
    tally.count(what, 'sites', 1, since, seenOn)
    const first = nacsSince
      ? { occurredOn: nacsSince, recordedOn: seenOn }
      : fits
          .filter((fit) => fit.level === level)
          .sort((left, right) => (left.recordedOn < right.recordedOn ? -1 : 1))
          .at(0)
    if (first) tally.count(what, 'sites_nacs', 1, first.occurredOn, first.recordedOn)
  }
}

function earlier(one: Day | null, other: Day): Day {
  return one !== null && one < other ? one : other
}

import type { Id } from '@changeover/shared/commands'
import type { RollupLevel } from '@changeover/shared/rollup'
import { addDays, type Day } from '@changeover/shared/time'
import { metresBetween } from '@changeover/shared/network'
import { demoCrewId, type DemoFixtures, type DemoTerritory } from './fixtures.ts'
import type { Identities } from './identity.ts'
import type { PlacedSite, Visit } from './orders.ts'
import type { DemoRows } from './rows.ts'
import type { Season } from './season.ts'
import type { Tally } from './tally.ts'

/** Orders that one generation command makes; an event's place in its command is a small number. */
const ORDERS_PER_COMMAND = 400
/** Visits that the demo's crew shall find today, and how far ahead they may be taken from. */
const VISITS_TODAY = 6
const TAKEN_FROM_DAYS = 45

export interface Removal {
  on: Day
  command: Id<'Command'>
  recordedAt: string
  orderId: Id<'WorkOrder'>
}

export interface Fit {
  level: RollupLevel
  occurredOn: Day
  recordedOn: Day
}

/** Everything that is carried along while the demo is written. */
export class World {
  readonly seed: number
  readonly season: Season
  readonly ids: Identities
  readonly rows: DemoRows
  readonly tally: Tally
  readonly fixtures: DemoFixtures
  readonly portsPerVisit: number
  orderCount = 0
  /** Ports in scope by milestone, for the baselines. */
  readonly scope = new Map<Id<'Milestone'>, number>()
  /** Kits used by depot, kit type and day. */
  readonly kitUse = new Map<string, number>()
  /** Connectors of the present site that an order took away. */
  readonly removals = new Map<Id<'Connector'>, Removal>()
  /** NACS connectors of the present site that orders fitted. */
  fits: Fit[] = []
  visitsTodayLeft = VISITS_TODAY
  readonly #imports = new Map<Day, Id<'Command'>>()
  readonly #commands = new Map<Day, { id: Id<'Command'>; events: number }>()

  constructor(
    parts: Pick<World, 'seed' | 'season' | 'ids' | 'rows' | 'tally' | 'fixtures' | 'portsPerVisit'>,
  ) {
    this.seed = parts.seed
    this.season = parts.season
    this.ids = parts.ids
    this.rows = parts.rows
    this.tally = parts.tally
    this.fixtures = parts.fixtures
    this.portsPerVisit = parts.portsPerVisit
  }

  /** The command that imported the sites of a day. */
  importCommand(day: Day): Id<'Command'> {
    const known = this.#imports.get(day)
    if (known) return known
    const id = this.ids.next('Command')
    this.#imports.set(day, id)
    this.rows.add('demo_event', {
      command_id: id,
      ordinal: 0,
      kind: 'network.imported',
      subject_kind: 'network',
      payload: {},
      occurred_at: at(day, 0),
      recorded_at: at(day, 0),
    })
    return id
  }

  /** The command that generates the orders of a day, and the place of the next event in it. */
  generationCommand(day: Day): { id: Id<'Command'>; ordinal: number } {
    let command = this.#commands.get(day)
    if (!command || command.events >= ORDERS_PER_COMMAND) {
      command = { id: this.ids.next('Command'), events: 1 }
      this.#commands.set(day, command)
      this.rows.add('demo_event', {
        command_id: command.id,
        ordinal: 0,
        kind: 'orders.generated',
        subject_kind: 'program',
        subject_id: this.fixtures.programId,
        payload: {},
        occurred_at: at(day, 0),
        recorded_at: at(day, 0),
      })
    }
    return { id: command.id, ordinal: command.events++ }
  }
}

/** An instant on `day`: minutes after 15:00 UTC, which is the same day everywhere in North America. */
export function at(day: Day, minutes: number): string {
  const hour = String(15 + Math.floor(minutes / 60)).padStart(2, '0')
  return `${day}T${hour}:${String(minutes % 60).padStart(2, '0')}:00Z`
}

/** The crews of a site's territory, the nearest first. */
export function crewsNear({ fixtures }: World, site: PlacedSite): DemoTerritory['crews'] {
  const crews = fixtures.territoryOf.get(site.region)?.crews ?? []
  return crews.toSorted((a, b) => metresBetween(a, site) - metresBetween(b, site))
}

/** Moves a visit of the demo crew's territory that lies close ahead to today, until it has enough. */
export function demoWish(world: World, site: PlacedSite, { track }: Visit): (day: Day) => Day {
  const { season } = world
  const isTheirs =
    crewsNear(world, site)[0]?.crewId === demoCrewId(world.seed) && track.gateOn <= season.today
  return (day) => {
    const isClose = day >= season.today && day <= addDays(season.today, TAKEN_FROM_DAYS)
    if (!isTheirs || !isClose || world.visitsTodayLeft === 0) return day
    world.visitsTodayLeft -= 1
    return season.today
  }
}

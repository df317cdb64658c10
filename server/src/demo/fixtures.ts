import lookUpTimeZone from '@photostructure/tz-lookup'
import type { Id } from '@changeover/shared/commands'
import { NACS_ROLLOUT, ScopeSchema, type Charge, type KitType } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { crewHomes } from './crew-homes.ts'
import { TERRITORIES } from './facts.ts'
import { demoId, type Identities } from './identity.ts'
import type { Gazetteer } from './places.ts'
import { textArray, type DemoRows } from './rows.ts'
import type { Season } from './season.ts'

export interface DemoTrack {
  charge: Charge
  /** What is asked where the kit is not known. */
  checklistCode: string | null
  trackId: Id<'Track'>
  milestoneId: Id<'Milestone'>
  gateOn: Day
  targetOn: Day
}

/** A kit type with the identity it has here. */
export type DemoKit = KitType & { kitTypeId: Id<'KitType'> }

export interface DemoTerritory {
  depotId: Id<'Depot'>
  crews: { crewId: Id<'Crew'>; canDoDc: boolean; lat: number; lon: number }[]
}

/** What orders refer to: the program, its kits, and who works where. */
export interface DemoFixtures {
  programId: Id<'Program'>
  tracks: Record<Charge, DemoTrack>
  kits: readonly DemoKit[]
  checklists: ReadonlyMap<string, Id<'ChecklistTemplate'>>
  territories: readonly DemoTerritory[]
  territoryOf: ReadonlyMap<string, DemoTerritory>
}

/** The crew whose member signs in with one click. */
export function demoCrewId(seed: number): Id<'Crew'> {
  return demoId(seed, 'Crew', 0)
}

/** Writes the program with its tracks and milestones, kits, depots, territories and crews. */
export function addFixtures(
  rows: DemoRows,
  ids: Identities,
  season: Season,
  gazetteer: Gazetteer,
  size: { orders: number },
): DemoFixtures {
  const programId = ids.next('Program')
  rows.add('program', {
    id: programId,
    name: NACS_ROLLOUT.name,
    template: NACS_ROLLOUT.code,
    rules: NACS_ROLLOUT.rules,
    created_on: season.startedOn,
  })
  const checklists = new Map<string, Id<'ChecklistTemplate'>>()
  for (const { code, version, name, steps } of NACS_ROLLOUT.checklists) {
    const id = ids.next('ChecklistTemplate')
    checklists.set(code, id)
    rows.add('checklist_template', {
      id,
      code,
      version,
      name,
      steps,
      published_on: season.startedOn,
    })
  }
  const kits = NACS_ROLLOUT.kitTypes.map((kit) => addKit(rows, ids, kit))
  const territories = addTerritories(rows, ids, gazetteer, size.orders)
  return {
    programId,
    tracks: {
      AC: addTrack(rows, ids, programId, 'AC', season.ac),
      DC: addTrack(rows, ids, programId, 'DC', season.dc),
      HOME: addTrack(rows, ids, programId, 'HOME', season.home),
    },
    kits,
    checklists,
    territories: [...new Set(territories.values())],
    territoryOf: territories,
  }
}

function addTrack(
  rows: DemoRows,
  ids: Identities,
  programId: Id<'Program'>,
  charge: Charge,
  { gateOn, targetOn }: { gateOn: Day; targetOn: Day },
): DemoTrack {
  const template = NACS_ROLLOUT.tracks.find((track) => track.charge === charge)
  if (!template) throw new Error(`The template has no ${charge} track.`)
  const { code, name, addsStandard, checklistCode } = template
  const trackId = ids.next('Track')
  const milestoneId = ids.next('Milestone')
  rows.add('track', {
    id: trackId,
    program_id: programId,
    code,
    name,
    charge,
    adds_standard: addsStandard,
  })
  rows.add('milestone', {
    id: milestoneId,
    program_id: programId,
    track_id: trackId,
    name,
    gate_on: gateOn,
    target_on: targetOn,
    scope: ScopeSchema.parse({}),
  })
  return { charge, checklistCode, trackId, milestoneId, gateOn, targetOn }
}

function addKit(rows: DemoRows, ids: Identities, kit: KitType): DemoKit {
  const kitTypeId = ids.next('KitType')
  rows.add('kit_type', {
    id: kitTypeId,
    code: kit.code,
    name: kit.name,
    family: kit.family,
    level: kit.level,
    adds_standard: kit.addsStandard,
    removes_standard: kit.removesStandard,
    duration_minutes: kit.durationMinutes,
    checklist_code: kit.checklistCode,
  })
  return { ...kit, kitTypeId }
}

/** Fewer crews than this in a territory could not reach its sites and be home at night. */
const LEAST_CREWS = 8

/** A crew for about 250 orders, 500 at most; every other one can do DC. */
function addTerritories(rows: DemoRows, ids: Identities, gazetteer: Gazetteer, orders: number) {
  const byRegion = new Map<string, DemoTerritory>()
  const crewsEach = Math.max(
    LEAST_CREWS,
    Math.ceil(Math.min(orders / 250, 500) / TERRITORIES.length),
  )
  for (const { name, depot, regions } of TERRITORIES) {
    const territoryId = ids.next('Territory')
    const depotId = ids.next('Depot')
    const codes = regions.split(' ')
    rows.add('territory', { id: territoryId, name, regions: textArray(codes), depot_id: depotId })
    rows.add('depot', { id: depotId, ...depot })
    const crews = crewHomes(gazetteer, codes, crewsEach).map((home, index) => {
      const crewId = ids.next('Crew')
      const canDoDc = index % 2 === 0
      rows.add('crew', {
        id: crewId,
        name: `${name} ${index + 1}`,
        territory_id: territoryId,
        region: home.region,
        skills: textArray(canDoDc ? ['AC', 'DC'] : ['AC']),
        home_lat: home.lat,
        home_lon: home.lon,
        time_zone: lookUpTimeZone(home.lat, home.lon),
      })
      const weekdays = crewId === ids.first('Crew') ? [1, 2, 3, 4, 5, 6, 7] : [1, 2, 3, 4, 5]
      for (const weekday of weekdays)
        rows.add('crew_shift', { crew_id: crewId, weekday, starts_at: '08:00', ends_at: '16:30' })
      return { crewId, canDoDc, lat: home.lat, lon: home.lon }
    })
    const shared = { depotId, crews }
    for (const region of codes) byRegion.set(region, shared)
  }
  return byRegion
}

import { streamOf } from '@changeover/shared/forecast'
import { addDays, firstDayOfMonth, type Day } from '@changeover/shared/time'
import { chanceOf, type Chance } from './chance.ts'
import { DC_SHARE, STATIONS_PER_SITE } from './facts.ts'
import { hostOf } from './hosts.ts'
import { placeOf, type Gazetteer, type Place } from './places.ts'
import type { Season } from './season.ts'

/** A port of the demo before it has an identity. */
export interface DemoPort {
  number: number
  level: 'L1' | 'L2' | 'DC' | null
  powerKw: number | null
  standards: readonly string[]
}

export interface DemoStation {
  number: number
  name: string
  model: string | null
  serial: string | null
  /** Null where nobody knows which kits fit. */
  family: string | null
  isFunded: boolean
  isPublic: boolean
  openedOn: Day
  ports: readonly DemoPort[]
}

/** A site with all that stands there. */
export interface DemoSite {
  place: Place
  name: string
  street: string
  facility: string
  /** The day of the import that brought it. */
  seenOn: Day
  stations: readonly DemoStation[]
}

const siteStream = streamOf('demo site')
/** The share of sites that a later import brought, one in each of the last weeks. */
const LATE_SHARE = 0.04

/** Sites one after the other until they have `stations` stations; the same for the same seed. */
export function* demoSites(
  seed: number,
  season: Season,
  gazetteer: Gazetteer,
  stations: number,
): Generator<DemoSite> {
  let made = 0
  for (let index = 0; made < stations; index++) {
    const chance = chanceOf(seed, siteStream, index)
    const size = Math.min(chance.weighted(STATIONS_PER_SITE), stations - made)
    yield siteOf(chance, season, gazetteer, size, made)
    made += size
  }
}

function siteOf(
  chance: Chance,
  season: Season,
  gazetteer: Gazetteer,
  size: number,
  firstNumber: number,
): DemoSite {
  const place = placeOf(gazetteer, chance)
  const host = hostOf(chance, place.city)
  const isLate = chance.happens(LATE_SHARE)
  const seenOn = isLate ? addDays(season.today, -3 - 7 * chance.between(0, 14)) : season.startedOn
  const isFundedSite = chance.happens(0.03)
  return {
    place,
    name: host.name,
    street: host.street,
    facility: host.facility,
    seenOn,
    stations: Array.from({ length: size }, (_unused, index) =>
      stationOf(chance, season, `${host.name} ${index + 1}`, firstNumber + index, isFundedSite),
    ),
  }
}

function stationOf(
  chance: Chance,
  season: Season,
  name: string,
  number: number,
  isFundedSite: boolean,
): DemoStation {
  const isDc = isFundedSite || chance.happens(DC_SHARE)
  const kind = isDc ? dcKind(chance, isFundedSite) : acKind(chance)
  const isKnown = !chance.happens(0.03)
  return {
    number,
    name,
    ...kind,
    model: isKnown ? kind.model : null,
    family: isKnown ? kind.family : null,
    serial: isKnown && kind.serialPrefix ? `${kind.serialPrefix}${100_000 + number}` : null,
    isFunded: isFundedSite,
    isPublic: chance.happens(0.8),
    // By months: nobody reads the day, and the rollup keeps fewer cells.
    openedOn: firstDayOfMonth(addDays(season.startedOn, -chance.between(120, 3_600))),
  }
}

interface StationKind {
  model: string
  family: string | null
  serialPrefix: string | null
  ports: readonly DemoPort[]
}

function acKind(chance: Chance): StationKind {
  const family = chance.weighted([
    ['CT4000', 78],
    ['CPF50', 12],
    ['CP6000', 7],
    ['CT1500', 3],
  ] as const)
  const isDual = chance.happens(family === 'CPF50' ? 0.6 : 0.88)
  const level = family === 'CT1500' ? 'L1' : chance.happens(0.012) ? null : 'L2'
  const port = (portNumber: number): DemoPort => ({
    number: portNumber,
    level,
    powerKw: level === 'L2' ? (family === 'CPF50' ? 9.6 : 7.2) : level === 'L1' ? 1.9 : null,
    standards: level === 'L1' ? ['J1772', 'NEMA520'] : ['J1772'],
  })
  return {
    family,
    model: {
      CT4000: isDual ? 'CT4021' : 'CT4011',
      CPF50: 'CPF50',
      CP6000: 'CP6013',
      CT1500: 'CT1500',
    }[family],
    serialPrefix: family === 'CT4000' ? chance.pick(['2131', '2132', '2133', '2219']) : '1904',
    ports: isDual ? [port(1), port(2)] : [port(1)],
  }
}

function dcKind(chance: Chance, isFunded: boolean): StationKind {
  const family = isFunded
    ? 'CPEPLUS'
    : chance.weighted([
        ['CPE250', 76],
        ['CPEPLUS', 24],
      ] as const)
  const standards =
    family === 'CPE250'
      ? chance.happens(0.94)
        ? ['CCS1', 'CHADEMO']
        : ['CCS1']
      : chance.happens(0.3)
        ? ['CCS1', 'NACS']
        : ['CCS1']
  const count = family === 'CPEPLUS' ? 2 : chance.happens(0.12) ? 2 : 1
  return {
    family,
    model: family === 'CPE250' ? 'Express 250' : 'Express Plus Power Link',
    serialPrefix: family === 'CPE250' ? '2045' : '2310',
    ports: Array.from({ length: count }, (_unused, index) => ({
      number: index + 1,
      level: 'DC' as const,
      powerKw: family === 'CPE250' ? 62.5 : 160,
      standards,
    })),
  }
}

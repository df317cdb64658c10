import { streamOf } from '@changeover/shared/forecast'
import type { Id } from '@changeover/shared/commands'
import { addDays, addWeeks, weekOf, type Day } from '@changeover/shared/time'
import { chanceOf, type Chance } from './chance.ts'
import { textArray } from './rows.ts'
import type { World } from './world.ts'

/** What a plan is made from beside the orders, as an organisation half a year into it would have it. */

const inputStream = streamOf('demo inputs')
const crewStream = streamOf('demo absences')

const ACCESS_SHARE = 0.06
const PERMIT_SHARE = 0.07
const BLACKOUT_SHARE = 0.01
const ABSENT_SHARE = 0.35

const REASONS = ['Leave', 'Training', 'Van in the workshop', 'Sick leave'] as const
/** A crew of two with its van; round numbers, so that nobody takes them for real ones. */
const COSTS = [
  ['crew day', 1200],
  ['overtime hour', 180],
  ['hour on the road', 25],
] as const
const KIT_DOLLARS = { DC: 1900, other: 240 } as const

const SITE_REASONS = ['Car park resurfaced', 'Store opening', 'Holiday traffic'] as const
const HOURS = [
  ['06:00', '10:30'],
  ['07:00', '15:00'],
  ['20:00', '23:30'],
] as const

/** Access hours, permits and blackout days of one site in some; known by the site's number. */
export function addSiteInputs(world: World, siteId: Id<'Site'>, number: number): void {
  const chance = chanceOf(world.seed, inputStream, number)
  const { today } = world.season
  if (chance.happens(ACCESS_SHARE)) {
    const [opensAt, closesAt] = chance.pick(HOURS)
    world.rows.add('site_access', {
      site_id: siteId,
      opens_at: opensAt,
      closes_at: closesAt,
      weekdays: chance.happens(0.5) ? textArray(['1', '2', '3', '4']) : null,
    })
  }
  if (chance.happens(PERMIT_SHARE)) addPermit(world, siteId, chance)
  if (chance.happens(BLACKOUT_SHARE)) {
    const from = addDays(today, chance.between(3, 60))
    world.rows.add('blackout', {
      id: world.ids.next('Blackout'),
      site_id: siteId,
      from_on: from,
      to_on: addDays(from, chance.between(0, 6)),
      reason: chance.pick(SITE_REASONS),
    })
  }
}

/** One permit in four has been granted, some run out soon, some are late, some nobody has asked for. */
function addPermit(world: World, siteId: Id<'Site'>, chance: Chance): void {
  const { today } = world.season
  const leadDays = chance.pick([15, 20, 30, 45])
  const story = chance.weighted([
    ['granted', 4],
    ['applied', 4],
    ['late', 3],
    ['expiring', 2],
    ['missing', 3],
  ] as const)
  const ago = (low: number, high: number) => addDays(today, -chance.between(low, high))
  const appliedOn: Record<typeof story, () => Day | null> = {
    granted: () => ago(60, 120),
    expiring: () => ago(300, 340),
    late: () => ago(leadDays + 4, leadDays + 25),
    applied: () => ago(1, leadDays - 2),
    missing: () => null,
  }
  const applied = appliedOn[story]()
  const isGranted = story === 'granted' || story === 'expiring'
  world.rows.add('site_permit', {
    site_id: siteId,
    lead_days: leadDays,
    applied_on: applied,
    granted_on: isGranted && applied ? addDays(applied, leadDays) : null,
    expires_on:
      story === 'expiring'
        ? addDays(today, chance.between(2, 28))
        : story === 'granted'
          ? addDays(today, chance.between(120, 400))
          : null,
    note: story === 'late' ? 'Asked the city again' : null,
  })
}

/** Absences of the weeks around today, and a freeze over the turn of the year where traffic is heaviest. */
export function addCommonInputs(world: World): void {
  const { season, rows, ids } = world
  let index = 0
  for (const { crews } of world.fixtures.territories)
    for (const { crewId } of crews.slice(1)) {
      const chance = chanceOf(world.seed, crewStream, index++)
      if (!chance.happens(ABSENT_SHARE)) continue
      const from = addDays(
        addWeeks(weekOf(season.today), chance.between(0, 4)),
        chance.between(0, 3),
      )
      rows.add('crew_absence', {
        id: ids.next('CrewAbsence'),
        crew_id: crewId,
        from_on: from,
        to_on: addDays(from, chance.between(0, 7)),
        reason: chance.pick(REASONS),
      })
    }
  for (const [subject, dollars] of COSTS)
    rows.add('cost_rate', { subject, cents: 100 * dollars, currency: 'USD' })
  for (const { kitTypeId, level } of world.fixtures.kits)
    rows.add('cost_rate', {
      subject: kitTypeId,
      cents: 100 * KIT_DOLLARS[level === 'DC' ? 'DC' : 'other'],
      currency: 'USD',
    })
  const year = Number(season.today.slice(0, 4))
  for (const region of ['US-CA', 'US-NY'])
    rows.add('blackout', {
      id: ids.next('Blackout'),
      region,
      from_on: `${year}-12-24`,
      to_on: `${year + 1}-01-01`,
      reason: 'Holiday traffic: no outages',
    })
}

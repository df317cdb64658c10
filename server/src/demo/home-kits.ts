import { streamOf } from '@changeover/shared/forecast'
import { addDays, daysBetween } from '@changeover/shared/time'
import { chanceOf } from './chance.ts'
import { REGION_WEIGHTS } from './facts.ts'
import type { World } from './world.ts'

const homeStream = streamOf('demo home kit')

/** Orders of kits for chargers in homes: more every week, shipped and installed some time later. */
export function addHomeKits(world: World, count: number): void {
  const { season, tally, fixtures } = world
  const days = daysBetween(season.startedOn, season.today)
  const { milestoneId } = fixtures.tracks.HOME
  const kit = fixtures.kits.find(({ level }) => level === 'HOME')
  for (let index = 0; index < count; index++) {
    const chance = chanceOf(world.seed, homeStream, index)
    const region = chance.weighted(REGION_WEIGHTS)
    const orderedOn = addDays(season.startedOn, Math.floor(days * chance.next() ** 0.65))
    const shippedOn = addDays(orderedOn, chance.between(3, 14))
    const installedOn = chance.happens(0.85) ? addDays(shippedOn, chance.between(4, 30)) : null
    const isShipped = shippedOn < season.today
    const isInstalled = installedOn !== null && installedOn < season.today
    world.rows.add('home_kit_order', {
      id: world.ids.next('HomeKitOrder'),
      external_id: `H-${100_001 + index}`,
      region,
      kit_type: kit?.code ?? null,
      ordered_on: orderedOn,
      shipped_on: isShipped ? shippedOn : null,
      installed_on: isInstalled ? installedOn : null,
    })
    const what = { milestoneId, region, level: 'HOME' as const, family: kit?.family ?? 'unknown' }
    tally.count(what, 'scope', 1, orderedOn)
    if (isInstalled) tally.count(what, 'done', 1, installedOn)
  }
  world.scope.set(milestoneId, count)
}

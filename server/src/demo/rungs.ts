import type { Id } from '@changeover/shared/commands'
import type { Rung } from '@changeover/shared/network'
import { addDays } from '@changeover/shared/time'
import { chanceOf } from './chance.ts'
import type { Counted } from './tally.ts'
import type { Step } from './timeline.ts'
import type { World } from './world.ts'

/** Our choice: how many of ten connectors climb each rung, and after how many days. */
const LADDER: readonly {
  rung: Rung
  share: number
  days: readonly [number, number]
  source: string
}[] = [
  { rung: 'energised', share: 0.95, days: [0, 4], source: 'hand' },
  { rung: 'first_session', share: 0.93, days: [1, 12], source: 'ocpi' },
  { rung: 'publicly_listed', share: 0.7, days: [8, 40], source: 'public_list' },
]
/** A stream of draws of its own, so that nothing else of the demo changes with it. */
const STREAM = 91

/** What became of a fitted connector up to today. */
export function climb(
  world: World,
  connectorId: Id<'Connector'>,
  what: Counted,
  { occurredOn }: Step,
  command: Id<'Command'>,
): void {
  const chance = chanceOf(world.seed, STREAM, world.fits.length)
  let on = occurredOn
  for (const { rung, share, days, source } of LADDER) {
    on = addDays(on, chance.between(...days))
    if (!chance.happens(share) || on >= world.season.today) return
    world.rows.add('connector_rung', {
      connector_id: connectorId,
      rung,
      reached_on: on,
      command_id: command,
      source,
      recorded_on: on,
    })
    world.tally.count(what, `rung:${rung}`, 1, on, on)
  }
}

import type { Day } from '@changeover/shared/time'
import type { Services } from '../context.ts'
import { inTurn } from '../db/in-turn.ts'
import { enqueue } from '../jobs/index.ts'
import { fillDemo, type DemoSize } from './fill.ts'
import { askForFirstPlan } from './first-plan.ts'
import { addDemoPeople } from './people.ts'
import { WEEKS_OF_HISTORY } from './season.ts'

/** The size that a first start makes: enough for every chart, ready in seconds. */
export const SMALL_DEMO: DemoSize = { stations: 2_400, orders: 1_800 }
export const DEMO_SEED = 7

const LOCK = 'changeover demo'
const ANNOUNCED_STEP = 0.02

/** The share of the demo that this process has written; null when it writes none. */
let share: number | null = null

/** How far the demo is: 1 when it stands, null when another process writes it. */
export function demoShare({ installation }: Pick<Services, 'installation'>): number | null {
  return installation.isDemoReady ? 1 : share
}

/**
 * Makes the demo where the installation has none yet, and returns whether it did. Several processes
 * that start together make one: the others wait for it.
 */
export async function ensureDemo(
  services: Services,
  today: Day,
  size: DemoSize = SMALL_DEMO,
  onPart: (share: number) => void = () => undefined,
): Promise<boolean> {
  const { installation, announcer, pool } = services
  try {
    const isMade = await inTurn(pool, LOCK, async () => {
      const { rows } = await pool.query<{ is_ready: boolean }>(
        'select demo_ready_at is not null as is_ready from installation',
      )
      if (rows[0].is_ready) return false
      await addDemoPeople(services, DEMO_SEED)
      share = 0
      await fillDemo(pool, { ...size, seed: DEMO_SEED, today }, (part) => {
        if (part - (share ?? 0) >= ANNOUNCED_STEP || part === 1) announcer.announce(['demo'])
        share = part
        onPart(part)
      })
      await enqueue(services.db, 'forecast_history', { today, weeks: WEEKS_OF_HISTORY - 1 })
      await askForFirstPlan(services, DEMO_SEED)
      return true
    })
    installation.isDemoReady = true
    announcer.announce(['everything'])
    return isMade
  } finally {
    share = null
  }
}

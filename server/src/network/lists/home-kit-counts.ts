import type { Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import type { DatabaseTransaction } from '../../db/database.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import type { HomeKit } from './home-kits.ts'

/**
 * Leaves in the rollup what changes in the measures of home kits: `scope` on the day of the order,
 * `done` on the day of the installation, in kits, for the milestone of the home track. Where no
 * program has one yet, nothing is counted; `countHomeKitsOf` does so when one is made.
 */
export async function countHomeKitChange(
  work: UnitOfWork,
  before: readonly HomeKit[],
  after: readonly HomeKit[],
): Promise<void> {
  const milestoneId = await homeMilestone(work.tx)
  if (milestoneId === null) return
  await countKits(work, milestoneId, before, -1)
  await countKits(work, milestoneId, after, 1)
}

/** Counts all orders there are for a new milestone of the home track, if it is the one that counts them. */
export async function countHomeKitsOf(
  work: UnitOfWork,
  milestoneId: Id<'Milestone'>,
): Promise<void> {
  if ((await homeMilestone(work.tx)) !== milestoneId) return
  const kits = await work.tx
    .selectFrom('homeKitOrder')
    .select(['region', 'postalCode', 'kitType', 'orderedOn', 'shippedOn', 'installedOn'])
    .execute()
  await countKits(work, milestoneId, kits, 1)
}

/** The first milestone of a home track: kits are counted once, however many programs there are. */
async function homeMilestone(tx: DatabaseTransaction): Promise<Id<'Milestone'> | null> {
  const { rows } = await sql<{ id: Id<'Milestone'> | null }>`
    select min(m.id::text) as id from milestone m join track t on t.id = m.track_id where t.charge = 'HOME'
  `.execute(tx)
  return rows[0]?.id ?? null
}

async function countKits(
  work: UnitOfWork,
  milestoneId: Id<'Milestone'>,
  kits: readonly HomeKit[],
  sign: 1 | -1,
): Promise<void> {
  const families = await familiesOf(work.tx)
  const sums = new Map<string, { kit: HomeKit; quantity: number }>()
  for (const kit of kits)
    for (const [measure, on] of [
      ['scope', kit.orderedOn],
      ['done', kit.installedOn],
    ] as const) {
      if (on === null) continue
      const key = `${measure} ${on} ${kit.region} ${kit.kitType}`
      const sum = sums.get(key)
      if (sum) sum.quantity++
      else sums.set(key, { kit, quantity: 1 })
    }
  for (const [key, { kit, quantity }] of sums) {
    const isScope = key.startsWith('scope ')
    work.count({
      milestoneId,
      measure: isScope ? 'scope' : 'done',
      occurredOn: isScope ? kit.orderedOn : (kit.installedOn ?? kit.orderedOn),
      region: kit.region ?? 'unknown',
      level: 'HOME',
      family: families.get(kit.kitType ?? '') ?? 'unknown',
      quantity: sign * quantity,
    })
  }
}

async function familiesOf(tx: DatabaseTransaction): Promise<Map<string, string>> {
  const rows = await tx.selectFrom('kitType').select(['code', 'family']).execute()
  return new Map(rows.map(({ code, family }) => [code, family]))
}

import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { kitMovements, plannedKitUse, promisedReceipts } from './figures/kit-figures.ts'
import { removedRows } from './figures/network-figures.ts'
import { blockedSpans } from './figures/visit-figures.ts'
import { regionsAre } from './repository.ts'
import type { ProgressScope } from './scope.ts'

/** How many connectors of a standard our orders took away. */
export async function countRemoved(
  db: Database,
  scope: ProgressScope,
  standard: string,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (${removedRows(scope, { figure: 'removed', standard }).rows}) as gone
  `.execute(db)
  return rows[0].count
}

/** Spans in which orders were blocked, with their ports, that reach into the days from `from` on. */
export async function readBlocks(db: Database, scope: ProgressScope, from: Day) {
  const { rows } = await sql<{ reason: string; connectors: number; from: Day; until: Day | null }>`
    select coalesce(span.reason, 'unknown') as reason, sum(span.port_count)::int as connectors, span.from_on as "from", span.until
    from ${blockedSpans(scope)} as span
    where span.until is null or span.until >= ${from} group by 1, 3, 4
  `.execute(db)
  return rows
}

export interface KitBalance {
  kitTypeId: Id<'KitType'>
  name: string
  onHand: number
  receipts: { on: Day; amount: number }[]
  use: { on: Day; amount: number }[]
}

/** Kits on hand, what is promised, and what the orders that are not done will use; overdue ones tomorrow. */
export async function readKits(db: Database, scope: ProgressScope): Promise<KitBalance[]> {
  const { rows } = await sql<KitBalance>`
    with use as materialized (
      select kit_type_id, used_on, sum(quantity)::int as quantity from ${plannedKitUse(scope)} as one group by 1, 2
    )
    select k.id as "kitTypeId", k.name,
      coalesce((select sum(m.quantity) from ${kitMovements(scope)} as m where m.kit_type_id = k.id), 0)::int as "onHand",
      coalesce((
        select jsonb_agg(jsonb_build_object('on', r.due_on, 'amount', r.quantity) order by r.due_on, r.id)
        from ${promisedReceipts(scope)} as r where r.kit_type_id = k.id
      ), '[]') as receipts,
      coalesce((
        select jsonb_agg(jsonb_build_object('on', u.used_on, 'amount', u.quantity) order by u.used_on)
        from use as u where u.kit_type_id = k.id
      ), '[]') as use
    from kit_type k where k.deleted_at is null and k.level <> 'HOME'
    order by k.name
  `.execute(db)
  return rows
}

export interface HomeKitCount {
  step: 'ordered' | 'shipped' | 'installed'
  /** The Monday of the week in which it happened. */
  week: Day
  region: string
  kits: number
}

/** Home kits by step, week and region: each step is counted by itself, from an index in the order of its days. */
export async function readHomeKits(db: Database, scope: ProgressScope): Promise<HomeKitCount[]> {
  const counted = (['ordered', 'shipped', 'installed'] as const).map(
    (step) => sql`
      select ${sql.lit(step)} as step, monday_of(happened_on) as week, region, sum(kits)::int as kits
      from (
        select ${sql.ref(`${step}_on`)} as happened_on, coalesce(region, 'unknown') as region, count(*) as kits
        from home_kit_order
        where ${sql.ref(`${step}_on`)} <= ${scope.asOf} and ordered_on <= ${scope.asOf} and ${regionsAre(scope)} group by 1, 2
      ) as each_day group by 2, 3`,
  )
  const { rows } = await sql<HomeKitCount>`${sql.join(counted, sql` union all `)}`.execute(db)
  return rows
}

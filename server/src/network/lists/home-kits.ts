/**
 * Orders of home kits by their ids: a new id is a new order, a known one is brought up to date, and
 * the same file twice changes nothing. An order that a file leaves out is left alone. A day that was
 * known and is empty now stays: an export that lacks a column takes no installation back.
 */
import type { Actor } from '@changeover/shared/accounts'
import type { HomeKitOrder, ListResult, PreviewLine } from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { expectRegions } from '../../accounts/index.ts'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import { countList, differences, listLine, type ListChange, type ListPlan } from './list-plan.ts'

/** What is kept of an order. */
export interface HomeKit {
  region: string | null
  postalCode: string | null
  kitType: string | null
  orderedOn: Day
  shippedOn: Day | null
  installedOn: Day | null
}

/** The id of the order at its source. */
export type OrderKey = string

/**
 * Compares a list of orders with those that are known. Writes nothing.
 * @throws AppError `NOT_FOUND` when an order lies outside the regions that the actor sees.
 */
export async function planHomeKits(
  db: Database | DatabaseTransaction,
  actor: Actor,
  result: ListResult<HomeKitOrder>,
): Promise<ListPlan<OrderKey, HomeKit>> {
  const known = await readHomeKits(
    db,
    result.items.map((item) => item.orderId),
  )
  expectRegions(actor, [
    ...result.items.map((item) => item.region),
    ...[...known.values()].map((kit) => kit.region ?? ''),
  ])
  const changes: ListChange<OrderKey, HomeKit>[] = []
  const lines: PreviewLine[] = []
  for (const item of result.items) {
    const before = known.get(item.orderId) ?? null
    const after: HomeKit = {
      region: item.region,
      postalCode: item.postalCode,
      kitType: item.kitType,
      orderedOn: item.orderedOn,
      shippedOn: item.shippedOn ?? before?.shippedOn ?? null,
      installedOn: item.installedOn ?? before?.installedOn ?? null,
    }
    const fields = differences(before, after)
    const kind = before === null ? 'created' : fields.length > 0 ? 'changed' : 'unchanged'
    if (kind !== 'unchanged') changes.push({ subject: item.orderId, before, after })
    const place = [item.postalCode, item.region].join(', ')
    lines.push(listLine(kind, { id: null, key: item.orderId, name: item.orderId, place }, fields))
  }
  return { changes, counts: countList(lines, result), lines }
}

/** What is known of some orders, by their ids at the source. */
export async function readHomeKits(
  db: Database | DatabaseTransaction,
  keys: readonly OrderKey[],
): Promise<Map<OrderKey, HomeKit>> {
  const rows = await db
    .selectFrom('homeKitOrder')
    .select([
      'externalId',
      'region',
      'postalCode',
      'kitType',
      'orderedOn',
      'shippedOn',
      'installedOn',
    ])
    .where(sql<boolean>`external_id = any(${keys}::text[])`)
    .execute()
  return new Map(rows.map(({ externalId, ...kit }) => [externalId, kit]))
}

/** Writes orders as they are now, new ones and known ones. */
export async function writeHomeKits(
  tx: DatabaseTransaction,
  kits: readonly { id: string; key: OrderKey; kit: HomeKit }[],
): Promise<void> {
  const rows = kits.map(({ id, key, kit }) => ({
    id,
    external_id: key,
    region: kit.region,
    postal_code: kit.postalCode,
    kit_type: kit.kitType,
    ordered_on: kit.orderedOn,
    shipped_on: kit.shippedOn,
    installed_on: kit.installedOn,
  }))
  await sql`
    insert into home_kit_order (id, external_id, region, postal_code, kit_type, ordered_on, shipped_on, installed_on)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id uuid, external_id text, region text,
      postal_code text, kit_type text, ordered_on date, shipped_on date, installed_on date)
    on conflict (external_id) do update set region = excluded.region, postal_code = excluded.postal_code,
      kit_type = excluded.kit_type, ordered_on = excluded.ordered_on, shipped_on = excluded.shipped_on,
      installed_on = excluded.installed_on
  `.execute(tx)
}

/** Removes orders that only an import knew of, which is taken back; the import keeps what they were. */
export async function removeHomeKits(
  tx: DatabaseTransaction,
  keys: readonly OrderKey[],
): Promise<void> {
  await tx
    .deleteFrom('homeKitOrder')
    .where(sql<boolean>`external_id = any(${keys}::text[])`)
    .execute()
}

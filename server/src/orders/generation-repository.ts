import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { sql, type Selectable } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'
import type { KitType } from '../db/tables.ts'
import { milestoneCondition, type StoredMilestone } from '../program/index.ts'
import { visibleSites } from './access.ts'
import { tableThen, type AsOf } from '../past/index.ts'

type Reader = Database | DatabaseTransaction

/** A port that a milestone is about and no order of its track has, with what decides its kit. */
export interface GenerationPort {
  portId: Id<'Port'>
  siteId: Id<'Site'>
  region: string
  level: 'L1' | 'L2' | 'DC' | null
  family: string | null
  side: null
  standards: string[]
  siteJ1772: number
  /** An earlier visit could not fit it: it is in the milestone's scope already. */
  isInScope: boolean
  /** Exceptions that are on the list for it now. */
  openReasons: string[]
}

/** Reads the candidates of a milestone, site by site. */
export async function readGenerationPorts(
  db: Reader,
  actor: Actor,
  milestone: StoredMilestone,
): Promise<GenerationPort[]> {
  const { rows } = await sql<
    Omit<GenerationPort, 'standards' | 'openReasons' | 'side'> & {
      standards: string | null
      openReasons: string | null
    }
  >`
    select p.id as "portId", s.site_id as "siteId", t.region, p.level, s.kit_family as family,
      (select string_agg(c.standard, ',' order by c.standard) from connector c
        where c.port_id = p.id and c.removed_on is null and c.voided_command_id is null) as standards,
      coalesce(st.j1772, 0) - coalesce(reserved.j1772, 0) as "siteJ1772",
      exists (select from work_order_port x where x.port_id = p.id and x.track_id = ${milestone.trackId}
        and x.outcome = 'not_fitted') as "isInScope",
      (select string_agg(e.reason, ',') from order_exception e
        where e.port_id = p.id and e.track_id = ${milestone.trackId} and e.resolved_on is null) as "openReasons"
    from port p join station s on s.id = p.station_id join site t on t.id = s.site_id
    left join site_stock st on st.site_id = t.id
    left join (
      select o.site_id, count(*) as j1772 from work_order_port x join work_order o on o.id = x.order_id
      join kit_type k on k.id = x.kit_type_id
      where x.outcome = 'open' and k.removes_standard = 'J1772' group by 1
    ) reserved on reserved.site_id = t.id
    where ${milestoneCondition(milestone, milestone.scope)} and ${visibleSites(actor)}
      and not exists (select from work_order_port x where x.port_id = p.id and x.track_id = ${milestone.trackId}
        and x.outcome in ('open', 'fitted'))
    order by t.region, s.site_id, s.id, p.number
  `.execute(db)
  return rows.map((row) => ({
    ...row,
    side: null,
    standards: row.standards?.split(',') ?? [],
    openReasons: row.openReasons?.split(',') ?? [],
  }))
}

/** An order as it is written. */
export interface NewOrder {
  id: Id<'WorkOrder'>
  siteId: Id<'Site'>
  region: string
  kitTypeId: Id<'KitType'> | null
  checklistTemplateId: Id<'ChecklistTemplate'> | null
  ports: { portId: Id<'Port'>; kitTypeId: Id<'KitType'> | null }[]
}

const ROWS_A_STATEMENT = 20_000

/** Writes orders and their ports, thousands in a statement. */
export async function insertOrders(
  tx: DatabaseTransaction,
  milestone: StoredMilestone,
  about: { commandId: Id<'Command'>; createdOn: Day; stateSince: string },
  orders: readonly NewOrder[],
): Promise<void> {
  for (const part of chunks(orders))
    await sql`
      insert into work_order (id, program_id, track_id, milestone_id, site_id, region, charge, kit_type_id, state,
        state_since, port_count, due_on, checklist_template_id, created_command_id, created_on)
      select o.id, ${milestone.programId}::uuid, ${milestone.trackId}::uuid, ${milestone.id}::uuid, o.site_id, o.region,
        ${milestone.charge}, o.kit_type_id, 'planned', ${about.stateSince}::timestamptz, o.port_count, ${milestone.targetOn}::date,
        o.checklist_id, ${about.commandId}::uuid, ${about.createdOn}::date
      from unnest(${part.map(({ id }) => id)}::uuid[], ${part.map(({ siteId }) => siteId)}::uuid[],
        ${part.map(({ region }) => region)}::text[], ${part.map(({ kitTypeId }) => kitTypeId)}::uuid[],
        ${part.map(({ ports }) => ports.length)}::integer[], ${part.map((order) => order.checklistTemplateId)}::uuid[])
        with ordinality as o(id, site_id, region, kit_type_id, port_count, checklist_id, position)
      order by o.position
    `.execute(tx)
  const ports = orders.flatMap((order) =>
    order.ports.map((port) => ({ orderId: order.id, ...port })),
  )
  for (const part of chunks(ports))
    await sql`
      insert into work_order_port (order_id, port_id, track_id, kit_type_id)
      select o.order_id, o.port_id, ${milestone.trackId}::uuid, o.kit_type_id
      from unnest(${part.map(({ orderId }) => orderId)}::uuid[], ${part.map(({ portId }) => portId)}::uuid[],
        ${part.map(({ kitTypeId }) => kitTypeId)}::uuid[]) as o(order_id, port_id, kit_type_id)
    `.execute(tx)
}

/** Puts ports on the list of exceptions, or back on it. */
export async function insertExceptions(
  tx: DatabaseTransaction,
  about: { trackId: Id<'Track'>; commandId: Id<'Command'>; createdOn: Day },
  exceptions: readonly {
    id: Id<'OrderException'>
    siteId: Id<'Site'>
    portId: Id<'Port'>
    reason: string
  }[],
): Promise<void> {
  for (const part of chunks(exceptions))
    await sql`
      insert into order_exception (id, track_id, site_id, port_id, reason, created_command_id, created_on)
      select e.id, ${about.trackId}::uuid, e.site_id, e.port_id, e.reason, ${about.commandId}::uuid, ${about.createdOn}::date
      from unnest(${part.map(({ id }) => id)}::uuid[], ${part.map(({ siteId }) => siteId)}::uuid[],
        ${part.map(({ portId }) => portId)}::uuid[], ${part.map(({ reason }) => reason)}::text[]) as e(id, site_id, port_id, reason)
      on conflict (track_id, port_id, reason) do update set resolved_on = null
    `.execute(tx)
}

/** Takes exceptions off the list whose cause is gone. */
export async function resolveExceptions(
  tx: DatabaseTransaction,
  about: { trackId: Id<'Track'>; resolvedOn: Day },
  resolved: readonly { portId: Id<'Port'>; reason: string }[],
): Promise<void> {
  if (resolved.length === 0) return
  await sql`
    update order_exception e set resolved_on = ${about.resolvedOn}::date
    from unnest(${resolved.map(({ portId }) => portId)}::uuid[], ${resolved.map(({ reason }) => reason)}::text[]) as r(port_id, reason)
    where e.track_id = ${about.trackId} and e.port_id = r.port_id and e.reason = r.reason
  `.execute(tx)
}

/** The kits, of a past day as they were then, and the newest checklist of each code. */
export async function readCatalogue(db: Reader, asOf: AsOf = null) {
  const [{ rows: kits }, checklists] = await Promise.all([
    sql<Selectable<KitType>>`
      select * from ${tableThen('kit_type', asOf)} k where deleted_at is null order by code
    `.execute(db),
    db
      .selectFrom('checklistTemplate')
      .select(['id', 'code'])
      .distinctOn('code')
      .orderBy('code')
      .orderBy('version', 'desc')
      .execute(),
  ])
  return { kits, checklistIds: new Map(checklists.map(({ code, id }) => [code, id])) }
}

/** The program's rules and template, locked while orders are made for it. */
export function readProgram(db: Reader, programId: Id<'Program'>) {
  return db
    .selectFrom('program')
    .select(['id', 'template', 'rules'])
    .where('id', '=', programId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
}

/** Whether orders were made for the milestone before. */
export async function hasOrders(db: Reader, milestoneId: Id<'Milestone'>): Promise<boolean> {
  const found = await db
    .selectFrom('workOrder')
    .select('id')
    .where('milestoneId', '=', milestoneId)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

function* chunks<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT)
    yield rows.slice(start, start + ROWS_A_STATEMENT)
}

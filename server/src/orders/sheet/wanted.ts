import type { Actor } from '@changeover/shared/accounts'
import type { SheetError } from '@changeover/shared/orders'
import { sql } from 'kysely'
import { regionCondition } from '../../accounts/index.ts'
import type { CopyRows } from '../../db/bulk.ts'
import type { DatabaseTransaction } from '../../db/database.ts'
import { visibleOrders } from '../access.ts'
import { judged, type Wanted } from '../change-judge.ts'
import type { ReadRow } from './read.ts'

/** Brings the rows of a file into the transaction, as tables that end with it. */
export async function loadRows(
  tx: DatabaseTransaction,
  copy: CopyRows,
  actor: Actor,
  rows: readonly ReadRow[],
): Promise<void> {
  await sql`
    create temporary table sheet_row (line integer not null, number bigint not null, version integer,
      milestone text, sets_kit boolean not null, kit text, sets_crew boolean not null, crew text,
      sets_day boolean not null, scheduled_on date, sets_due boolean not null, due_on date, priority smallint) on commit drop
  `.execute(tx)
  await copy(
    'sheet_row',
    [
      'line',
      'number',
      'version',
      'milestone',
      'sets_kit',
      'kit',
      'sets_crew',
      'crew',
      'sets_day',
      'scheduled_on',
      'sets_due',
      'due_on',
      'priority',
    ],
    copyRows(rows),
  )
  await sql`analyze sheet_row`.execute(tx)
  // What each row means: names looked up, and only those fields set that differ from the order's own.
  await sql`
    create temporary table sheet_order on commit drop as
    select r.line, r.number, w.id as order_id, w.version <> r.version as is_stale,
      r.milestone is not null and m.id is null as lacks_milestone, r.milestone,
      r.kit is not null and k.id is null as lacks_kit, r.kit,
      r.crew is not null and c.id is null as lacks_crew, r.crew,
      r.sets_crew and c.id is distinct from w.crew_id as sets_crew, c.id as crew_id,
      r.sets_day and r.scheduled_on is distinct from w.scheduled_on as sets_day, r.scheduled_on,
      r.sets_due and r.due_on is distinct from w.due_on as sets_due, r.due_on,
      nullif(r.priority, w.priority) as priority, nullif(m.id, w.milestone_id) as milestone_id,
      r.sets_kit and k.id is distinct from w.kit_type_id as sets_kit, k.id as kit_type_id
    from sheet_row r
    left join work_order w on w.number = r.number and ${visibleOrders(actor)}
    left join lateral (select id from milestone where program_id = w.program_id and name = r.milestone and deleted_at is null
      order by id = w.milestone_id desc, id limit 1) m on true
    left join kit_type k on k.code = r.kit and k.deleted_at is null
    left join crew c on c.name = r.crew and c.deleted_at is null and ${regionCondition(actor, 'c.region')}
  `.execute(tx)
  await sql`analyze sheet_order`.execute(tx)
}

function* copyRows(rows: readonly ReadRow[]) {
  for (const row of rows)
    yield [
      row.line,
      row.number,
      row.version,
      row.milestone ?? null,
      row.kit !== undefined,
      row.kit ?? null,
      row.crew !== undefined,
      row.crew ?? null,
      row.scheduledOn !== undefined,
      row.scheduledOn ?? null,
      row.dueOn !== undefined,
      row.dueOn ?? null,
      row.priority ?? null,
    ]
}

const isKnown = sql`(o.order_id is not null and not o.lacks_milestone and not o.lacks_kit and not o.lacks_crew)`
const changesSomething = sql`(o.sets_crew or o.sets_day or o.sets_due or o.sets_kit or o.priority is not null or o.milestone_id is not null)`

/** What the rows want changed; rows that want nothing, or that cannot be understood, are left out. */
export const wantedOfSheet: Wanted = sql`
  select o.order_id, o.sets_crew, o.crew_id, o.sets_day, o.scheduled_on, o.sets_due, o.due_on, o.priority, o.milestone_id,
    o.sets_kit, o.kit_type_id, null::text as step
  from sheet_order o where ${isKnown} and ${changesSomething} and not coalesce(o.is_stale, false)`

/** Everything that the database finds wrong with the rows. */
export async function findErrors(tx: DatabaseTransaction): Promise<SheetError[]> {
  const { rows } = await sql<SheetError>`
    select o.line, o.number, p.code, p.column, p.value from sheet_order o
    cross join lateral (values
      (o.order_id is null, 'UNKNOWN_ORDER', 'Order', o.number::text),
      (o.order_id is not null and o.lacks_milestone, 'UNKNOWN_MILESTONE', 'Milestone', o.milestone),
      (o.lacks_kit, 'UNKNOWN_KIT', 'Kit', o.kit), (o.lacks_crew, 'UNKNOWN_CREW', 'Crew', o.crew),
      (${isKnown} and o.is_stale and ${changesSomething}, 'STALE', 'Version', null)) as p(is_wrong, code, "column", value)
    where p.is_wrong
    union all
    select o.line, o.number, j.refusal, null, null from (${judged(wantedOfSheet)}) as j join sheet_order o on o.order_id = j.id
    where j.refusal is not null
    order by 1
  `.execute(tx)
  return rows
}

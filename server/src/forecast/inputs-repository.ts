import type { Id } from '@changeover/shared/commands'
import type { Charge } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** What was counted of a milestone in a region in a week; `gains` leaves out what was taken back. */
export interface WeekCount {
  milestoneId: Id<'Milestone'>
  region: string
  measure: string
  /** The week's Monday. */
  week: Day
  quantity: number
  gains: number
}

/** The weekly counts that a forecast rests on, as they were known at the end of `asOf`. */
export async function readWeekCounts(db: Database, asOf: Day): Promise<WeekCount[]> {
  const { rows } = await sql<WeekCount>`
    select milestone_id as "milestoneId", region, measure, date_trunc('week', occurred_on)::date as week,
      sum(quantity)::int as quantity, coalesce(sum(quantity) filter (where quantity > 0), 0)::int as gains
    from rollup
    where milestone_id is not null and recorded_on <= ${asOf} and occurred_on <= ${asOf}
      and measure in ('scope', 'done', 'orders:done', 'orders:blocked', 'orders:reopened')
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
  `.execute(db)
  return rows
}

export interface TerritoryRow {
  id: Id<'Territory'>
  name: string
  regions: string[]
}

export function readTerritories(db: Database): Promise<TerritoryRow[]> {
  return db
    .selectFrom('territory')
    .select(['id', 'name', 'regions'])
    .where('deletedAt', 'is', null)
    .orderBy('id')
    .execute()
}

export interface CrewRow {
  id: Id<'Crew'>
  territoryId: Id<'Territory'> | null
  region: string
  /** ISO weekdays with a shift; empty where no calendar was entered. */
  weekdays: number[]
  absences: { fromOn: Day; toOn: Day }[]
}

/** The crews that there were on `asOf`, with their calendars. */
export async function readCrews(db: Database, asOf: Day): Promise<CrewRow[]> {
  const { rows } = await sql<CrewRow>`
    select c.id, c.territory_id as "territoryId", c.region,
      coalesce((select array_agg(distinct s.weekday::int) from crew_shift s where s.crew_id = c.id), '{}') as weekdays,
      coalesce((
        select jsonb_agg(jsonb_build_object('fromOn', a.from_on, 'toOn', a.to_on) order by a.from_on, a.to_on)
        from crew_absence a
        where a.crew_id = c.id and (a.deleted_at is null or (a.deleted_at at time zone 'UTC')::date > ${asOf})
      ), '[]') as absences
    from crew c
    where c.deleted_at is null or (c.deleted_at at time zone 'UTC')::date > ${asOf}
    order by c.id
  `.execute(db)
  return rows
}

export interface KitRow {
  charge: Charge
  /** Mean minutes that fitting one takes. */
  minutes: number
  onHand: number
  /** Whether receipts or movements were ever recorded: else nobody counts these kits. */
  isCounted: boolean
}

/** Kits by what they are for: kinds of hardware are not told apart in a forecast. */
export async function readKits(db: Database, asOf: Day): Promise<KitRow[]> {
  const { rows } = await sql<KitRow>`
    select case k.level when 'DC' then 'DC' when 'HOME' then 'HOME' else 'AC' end as charge,
      avg(k.duration_minutes)::float8 as minutes,
      coalesce(sum(m.quantity), 0)::int as "onHand",
      bool_or(m.quantity is not null or exists (select from kit_receipt r where r.kit_type_id = k.id)) as "isCounted"
    from kit_type k
    left join lateral (
      select sum(quantity) as quantity from kit_movement where kit_type_id = k.id and moved_on <= ${asOf}
    ) as m on true
    where k.deleted_at is null
    group by 1 order by 1
  `.execute(db)
  return rows
}

export interface ReceiptRow {
  id: Id<'KitReceipt'>
  charge: Charge
  dueOn: Day
  receivedOn: Day | null
  quantity: number
}

/** Promised receipts, those of the past with the day on which they came. */
export async function readReceipts(db: Database, asOf: Day): Promise<ReceiptRow[]> {
  const { rows } = await sql<ReceiptRow>`
    select r.id, case k.level when 'DC' then 'DC' when 'HOME' then 'HOME' else 'AC' end as charge,
      r.due_on as "dueOn", case when r.received_on <= ${asOf} then r.received_on end as "receivedOn", r.quantity
    from kit_receipt r join kit_type k on k.id = r.kit_type_id
    where r.deleted_at is null or (r.deleted_at at time zone 'UTC')::date > ${asOf}
    order by r.due_on, r.id
  `.execute(db)
  return rows
}

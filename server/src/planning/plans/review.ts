import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { OrderChangeKind, PlanChangeRow, ReviewPart } from '@changeover/shared/planning'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../db/database.ts'
import { visibleOrders } from '../../orders/index.ts'
import { readCostRates } from './cost-rates.ts'
import { readDetail, readNames } from './repository.ts'
import { requirePlan } from './proposals.ts'
import type { AsOf } from '../../past/index.ts'

export interface ChangeRequest {
  planId: Id<'Plan'>
  kinds: readonly OrderChangeKind[]
  crewId: Id<'Crew'> | null
  weekOn: string | null
  /** The number of the last order of the page before. */
  after: number | null
  limit: number
}

/** The orders of a plan with what it wants of them, by number. */
export async function listChanges(
  db: Database,
  actor: Actor,
  request: ChangeRequest,
): Promise<{ rows: PlanChangeRow[]; next: number | null }> {
  await requirePlan(db, actor, request.planId)
  const { rows } = await sql<PlanChangeRow>`
    select a.order_id, w.number, a.change, w.site_id, t.name as site_name, t.city, w.region, w.charge, a.territory_id,
      a.week_on, a.crew_id, a.planned_on, a.before_crew_id, a.before_on, a.reason, a.cause,
      a.accepted_command_id is null and w.version <> a.version_before as is_stale,
      a.accepted_command_id is not null as is_accepted, a.refusal
    from plan_assignment a join work_order w on w.id = a.order_id join site t on t.id = w.site_id
    where a.plan_id = ${request.planId} and a.change = any (${[...request.kinds]}::text[]) and ${visibleOrders(actor)}
      ${request.crewId ? sql`and ${request.crewId}::uuid in (a.crew_id, a.before_crew_id)` : sql``}
      ${request.weekOn ? sql`and ${weekOf(sql`coalesce(a.planned_on, a.before_on)`)} = ${request.weekOn}::date` : sql``}
      ${request.after === null ? sql`` : sql`and w.number > ${request.after}`}
    order by w.number limit ${request.limit + 1}
  `.execute(db)
  const page = rows.slice(0, request.limit)
  return { rows: page, next: rows.length > request.limit ? (page.at(-1)?.number ?? null) : null }
}

/** What is to be reviewed of a proposal, counted by crew and by week. */
export async function listParts(
  db: Database,
  actor: Actor,
  planId: Id<'Plan'>,
): Promise<{ crews: ReviewPart[]; weeks: ReviewPart[] }> {
  await requirePlan(db, actor, planId)
  const [crews, weeks] = await Promise.all([
    countedBy(db, actor, planId, sql`c.id::text`, sql`c.name`),
    countedBy(db, actor, planId, week, week),
  ])
  return { crews, weeks }
}

const week = sql`${weekOf(sql`coalesce(a.planned_on, a.before_on)`)}::text`

/** The Monday of the week of a day. */
function weekOf(day: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`date_trunc('week', ${day})::date`
}

async function countedBy(
  db: Database,
  actor: Actor,
  planId: Id<'Plan'>,
  key: RawBuilder<unknown>,
  name: RawBuilder<unknown>,
): Promise<ReviewPart[]> {
  const { rows } = await sql<ReviewPart>`
    select ${key} as key, ${name} as name,
      count(*) filter (where a.change = 'added')::int as added, count(*) filter (where a.change = 'moved')::int as moved,
      count(*) filter (where a.change = 'dropped')::int as dropped,
      count(*) filter (where w.version <> a.version_before)::int as stale
    from plan_assignment a join work_order w on w.id = a.order_id
    join crew c on c.id = coalesce(a.crew_id, a.before_crew_id)
    where a.plan_id = ${planId} and a.change in ('added', 'moved', 'dropped') and a.accepted_command_id is null
      and ${visibleOrders(actor)}
    group by 1, 2 order by 2
  `.execute(db)
  return rows
}

/** The report of a plan, with what the ids in it are called, or were called on a past day. */
export async function getReport(db: Database, actor: Actor, planId: Id<'Plan'>, asOf: AsOf = null) {
  const plan = await requirePlan(db, actor, planId, asOf)
  const detail = plan.summary === null ? undefined : await readDetail(db, planId)
  if (!detail) return { plan, detail: null, names: {}, rates: [] }
  const sites = detail.groups.flatMap(({ reason, wayOut }) => [
    ...('siteId' in reason ? [reason.siteId] : []),
    ...('bundleId' in reason ? [siteOf(reason.bundleId)] : []),
    ...('siteId' in wayOut ? [wayOut.siteId] : []),
  ])
  const issueSites = detail.issues.flatMap(({ code, id }) =>
    code === 'SITE_UNREACHABLE' ? [id] : code === 'PIN_IMPOSSIBLE' ? [siteOf(id)] : [],
  )
  return {
    plan,
    detail,
    names: await readNames(db, plan.programId, [...sites, ...issueSites], asOf),
    rates: await readCostRates(db, asOf),
  }
}

/** A bundle's id begins with that of its site; see `bundleOrders`. */
function siteOf(bundleId: string): string {
  return bundleId.slice(0, bundleId.indexOf(' '))
}

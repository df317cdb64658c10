import type { Actor } from '@changeover/shared/accounts'
import { AppError, newId, type Id } from '@changeover/shared/commands'
import type { NewFeed } from '@changeover/shared/orders'
import { addDays, type Day, type Instant } from '@changeover/shared/time'
import { sql } from 'kysely'
import { expectCrew, expectRegions } from '../accounts/index.ts'
import type { Database, DatabaseTransaction } from '../db/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/** Days before and after today that a crew's calendar shows. */
const PAST_DAYS = 14
const COMING_DAYS = 56

/** The addresses of a crew's calendar; the secrets in them are not known any more. */
export async function listFeeds(db: Database, actor: Actor, crewId: Id<'Crew'>) {
  await requireOwnCrew(db, actor, crewId)
  const { rows } = await sql<{
    id: Id<'CrewFeed'>
    name: string
    createdAt: Instant
    createdBy: string
  }>`
    select f.id, f.name, f.created_at, p.name as created_by from crew_feed f join person p on p.id = f.created_by
    where f.crew_id = ${crewId} and f.revoked_at is null order by f.id
  `.execute(db)
  return rows
}

/** Opens a calendar address. The secret was made on the device that asks; only its hash comes here. */
export async function createFeed(
  work: UnitOfWork,
  { crewId, name, secretSha256 }: NewFeed,
): Promise<{ feedId: Id<'CrewFeed'> }> {
  await requireOwnCrew(work.tx, work.actor, crewId)
  const id = newId<'CrewFeed'>()
  await work.tx
    .insertInto('crewFeed')
    .values({
      id,
      crewId,
      name,
      tokenHash: secretSha256,
      createdBy: work.actor.personId,
      createdAt: work.recordedAt,
    })
    .execute()
  work.record({ kind: 'crew.feedOpened', subject: { kind: 'crew', id: crewId }, payload: { name } })
  work.stale('crews')
  return { feedId: id }
}

/** Closes an address for good: whoever still asks there is told that it is gone. */
export async function revokeFeed(
  work: UnitOfWork,
  { feedId }: { feedId: Id<'CrewFeed'> },
): Promise<Record<string, never>> {
  const feed = await work.tx
    .selectFrom('crewFeed')
    .select(['crewId', 'name'])
    .where('id', '=', feedId)
    .where('revokedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!feed) throw new AppError('NOT_FOUND', { feedId })
  await requireOwnCrew(work.tx, work.actor, feed.crewId)
  await work.tx
    .updateTable('crewFeed')
    .set({ revokedAt: work.recordedAt })
    .where('id', '=', feedId)
    .execute()
  work.record({
    kind: 'crew.feedRevoked',
    subject: { kind: 'crew', id: feed.crewId },
    payload: { name: feed.name },
  })
  work.stale('crews')
  return {}
}

/** What a calendar shows of an order. */
export interface FeedOrder {
  id: Id<'WorkOrder'>
  number: number
  version: number
  scheduledOn: Day
  changedAt: Instant
  /** False: it is no longer this crew's, or was given up; the calendar takes it out. */
  isOn: boolean
  siteName: string
  address: string
  lat: number | null
  lon: number | null
  charge: string
  kitName: string | null
  portCount: number
  hostContact: string | null
  accessNotes: string | null
}

/**
 * The crew behind a secret, with its orders around `today`. Orders that were the crew's on one of
 * these days and are no longer come too, as taken out, so that a calendar removes them.
 */
export async function readFeed(
  db: Database,
  tokenHash: string,
  today: Day,
): Promise<{ crewName: string; orders: FeedOrder[] } | null> {
  const feed = await sql<{ crewId: Id<'Crew'>; crewName: string }>`
    select f.crew_id, c.name as crew_name from crew_feed f join crew c on c.id = f.crew_id
    where f.token_hash = ${tokenHash} and f.revoked_at is null and c.deleted_at is null
  `.execute(db)
  const [own] = feed.rows
  if (!own) return null
  const [from, to] = [addDays(today, -PAST_DAYS), addDays(today, COMING_DAYS)]
  const { rows } = await sql<FeedOrder>`
    select w.id, w.number, w.version, coalesce(was.day, w.scheduled_on) as scheduled_on,
      greatest(w.state_since, was.changed_at) as changed_at, was.day is null and w.state <> 'cancelled' as is_on,
      t.name as site_name, concat_ws(', ', t.street, t.city, substr(w.region, 4) || coalesce(' ' || t.postal_code, '')) as address,
      t.lat, t.lon, w.charge, k.name as kit_name, w.port_count, t.host_contact, t.access_notes
    from (
      select id, null::date as day, null::timestamptz as changed_at from work_order
      where crew_id = ${own.crewId} and scheduled_on between ${from}::date and ${to}::date and deleted_at is null
      union all
      select w.id, a.before_scheduled_on, e.recorded_at from order_assignment a join work_order w on w.id = a.order_id
      join event e on e.command_id = a.command_id and e.ordinal = 0
      where a.before_crew_id = ${own.crewId} and a.before_scheduled_on between ${from}::date and ${to}::date
        and w.version = a.version_after and (w.crew_id is distinct from ${own.crewId} or w.scheduled_on is null)
    ) was join work_order w on w.id = was.id join site t on t.id = w.site_id left join kit_type k on k.id = w.kit_type_id
    order by 4, w.route_position nulls last, w.number
  `.execute(db)
  return { crewName: own.crewName, orders: rows }
}

async function requireOwnCrew(
  db: Database | DatabaseTransaction,
  actor: Actor,
  crewId: Id<'Crew'>,
): Promise<void> {
  expectCrew(actor, crewId)
  const crew = await db
    .selectFrom('crew')
    .select('region')
    .where('id', '=', crewId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (!crew) throw new AppError('NOT_FOUND', { crewId })
  expectRegions(actor, [crew.region])
}

import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { KitType } from '@changeover/shared/program'
import type { Instant } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import { visibleTo } from '../scope.ts'

type Reader = Database | DatabaseTransaction

export interface HardwareStation {
  stationId: Id<'Station'>
  siteId: Id<'Site'>
  name: string
  family: string | null
  serial: string | null
  ports: {
    portId: Id<'Port'>
    number: number
    level: 'L1' | 'L2' | 'DC' | null
    standards: string[]
  }[]
}

/** The stations of a site, or one of them, that somebody may see, with what stands at their ports. */
export async function listHardware(
  db: Reader,
  actor: Actor,
  where: { siteId: Id<'Site'> } | { stationId: Id<'Station'> },
): Promise<HardwareStation[]> {
  const condition =
    'siteId' in where
      ? sql`s.site_id = ${where.siteId}::uuid`
      : sql`s.id = ${where.stationId}::uuid`
  const { rows } = await sql<HardwareStation>`
    select s.id as "stationId", s.site_id as "siteId", s.name, s.kit_family as family, s.serial,
      coalesce((
        select jsonb_agg(jsonb_build_object('portId', p.id, 'number', p.number, 'level', p.level, 'standards',
          (select coalesce(jsonb_agg(c.standard), '[]') from connector c
            where c.port_id = p.id and c.removed_on is null and c.voided_command_id is null)) order by p.number)
        from port p where p.station_id = s.id and p.deleted_at is null
      ), '[]') as ports
    from station s join site on site.id = s.site_id
    where ${condition} and s.deleted_at is null and site.deleted_at is null and ${visibleTo(actor)}
    order by s.name, s.id
  `.execute(db)
  return rows
}

export interface Observation {
  stationId: Id<'Station'>
  question: string
  answer: string
  by: string | null
  at: Instant
  orderNumber: number | null
}

/**
 * What was seen at some stations, the latest first: noted on the site's page, or answered in a
 * checklist by a crew whose order was about that one station.
 */
export async function listObservations(
  db: Reader,
  stationIds: readonly Id<'Station'>[],
): Promise<Observation[]> {
  const { rows } = await sql<Observation>`
    select o.station_id, o.question, o.answer, p.name as by, o.observed_at as at, w.number as order_number
    from hardware_observed o left join person p on p.id = o.observed_by left join work_order w on w.id = o.order_id
    where o.station_id = any(${stationIds}::uuid[])
    union all
    select served.station_id, a.step, a.value #>> '{}', p.name, a.answered_at, w.number
    from (
      select x.order_id, (array_agg(distinct port.station_id))[1] as station_id
      from work_order_port x join port on port.id = x.port_id
      where x.order_id in (select y.order_id from work_order_port y join port q on q.id = y.port_id
        where q.station_id = any(${stationIds}::uuid[]))
      group by 1 having count(distinct port.station_id) = 1
    ) as served
    join checklist_answer a on a.order_id = served.order_id and a.step in ('contactor', 'generation')
    join work_order w on w.id = a.order_id
    left join person p on p.id = a.answered_by
    order by 5 desc
  `.execute(db)
  return rows
}

export async function listKits(db: Reader): Promise<KitType[]> {
  return db
    .selectFrom('kitType')
    .selectAll()
    .where('deletedAt', 'is', null)
    .where('level', '!=', 'HOME')
    .orderBy('code')
    .execute()
}

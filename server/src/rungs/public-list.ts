import { sql } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'
import { writeRungs, type Climb } from './repository.ts'

/**
 * Reads from what the public list last said which fitted connectors it shows. A station where the
 * same standard stood before the work proves nothing and is left out. Part of each import's transaction.
 * @returns the connectors that are listed from now on.
 */
export async function reachListed(work: UnitOfWork): Promise<number> {
  const { rows } = await sql<Climb>`
    select c.id as connector_id, greatest(s.last_seen_on, c.installed_on) as "on"
    from connector c join port p on p.id = c.port_id join station s on s.id = p.station_id
    where c.installed_order_id is not null and c.removed_on is null and c.voided_command_id is null
      and s.source = 'afdc' and s.not_seen_since is null and s.deleted_at is null
      and s.last_seen_on >= c.installed_on and (s.raw->'connectors') @> to_jsonb(c.standard)
      and not exists (select from connector_rung g where g.connector_id = c.id and g.rung = 'publicly_listed')
      and not exists (select from connector o join port q on q.id = o.port_id where q.station_id = s.id
        and o.standard = c.standard and o.installed_order_id is null and o.voided_command_id is null)
  `.execute(work.tx)
  return writeRungs(work, 'publicly_listed', rows, 'public_list')
}

import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { regionCondition } from '../../../accounts/index.ts'
import { idOf } from '../names.ts'
import { idsOf, keptRows, removedIds, type InputStore, type StoredRow } from '../store.ts'
import { tableThen } from '../../../past/index.ts'

/** Days on which a crew that would work does not. */
export const absences: InputStore = {
  async read(db, wish) {
    const { rows } = await sql<{
      id: StoredRow['id']
      crew: string
      fromOn: Day
      toOn: Day
      reason: string
      region: string
    }>`
      select a.id, c.name as crew, a.from_on, a.to_on, a.reason, c.region
      from ${tableThen('crew_absence', wish.asOf)} a join ${tableThen('crew', wish.asOf)} c on c.id = a.crew_id
      where a.deleted_at is null and c.deleted_at is null and ${regionCondition(wish.actor, 'c.region')}
        and (${idsOf(wish)}::uuid[] is null or a.id = any (${idsOf(wish)}::uuid[]))
      order by a.from_on, c.name
    `.execute(db)
    return rows.map(({ id, crew, fromOn, toOn, reason, region }) => ({
      id,
      cells: { crew, from: fromOn, to: toOn, reason },
      regions: [region],
    }))
  },

  regionsOf: (cells, names) => names.regionOf.crew(cells.crew ?? ''),

  async write(work, changes, names) {
    const rows = keptRows(changes, ({ crew, from, to, reason }) => ({
      crew_id: idOf(names.crews, crew),
      from_on: from,
      to_on: to,
      reason,
    }))
    await sql`
      update crew_absence set deleted_at = now(), version = version + 1 where id = any (${removedIds(changes)}::uuid[])
    `.execute(work.tx)
    await sql`
      insert into crew_absence (id, crew_id, from_on, to_on, reason)
      select r.* from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, crew_id uuid, from_on date, to_on date, reason text)
      on conflict (id) do update set crew_id = excluded.crew_id, from_on = excluded.from_on, to_on = excluded.to_on,
        reason = excluded.reason, version = crew_absence.version + 1, deleted_at = null
    `.execute(work.tx)
    work.stale('crews')
  },
}

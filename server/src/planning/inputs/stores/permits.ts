import { permitState } from '@changeover/shared/planning'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { regionCondition } from '../../../accounts/index.ts'
import { idsOf, keptRows, orNull, removedIds, type InputStore } from '../store.ts'
import { locateSites, siteCells, type SiteNames } from './locate-sites.ts'
import { joinThen, tableThen } from '../../../past/index.ts'

type PermitRow = SiteNames & {
  leadDays: number
  appliedOn: Day | null
  expectedOn: Day | null
  grantedOn: Day | null
  expiresOn: Day | null
  note: string | null
}

/** The sites where work needs a permit, and how each stands. */
export const permits: InputStore = {
  isKeyedById: true,

  async read(db, wish) {
    const { rows } = await sql<PermitRow>`
      select s.id, s.name, s.city, s.region, p.lead_days, p.applied_on, p.expected_on, p.granted_on, p.expires_on, p.note
      from ${tableThen('site_permit', wish.asOf)} p ${joinThen('site', 's', sql`p.site_id`, wish.asOf)}
      where p.deleted_at is null and s.deleted_at is null and ${regionCondition(wish.actor, 's.region')}
        and (${idsOf(wish)}::uuid[] is null or s.id = any (${idsOf(wish)}::uuid[]))
      order by s.name, s.id
    `.execute(db)
    return rows.map((row) => ({
      id: row.id,
      cells: {
        ...siteCells(row),
        state: permitState(row, wish.today),
        leadDays: String(row.leadDays),
        applied: row.appliedOn ?? '',
        expected: row.expectedOn ?? '',
        granted: row.grantedOn ?? '',
        expires: row.expiresOn ?? '',
        note: row.note ?? '',
      },
      regions: [row.region],
    }))
  },

  regionsOf: (cells) => (cells.region ? [cells.region] : []),
  locate: locateSites,

  async write(work, changes) {
    const rows = keptRows(changes, (cells) => ({
      lead_days: Number(cells.leadDays),
      applied_on: orNull(cells.applied),
      expected_on: orNull(cells.expected),
      granted_on: orNull(cells.granted),
      expires_on: orNull(cells.expires),
      note: orNull(cells.note),
    }))
    await sql`
      insert into site_permit (site_id, lead_days, applied_on, expected_on, granted_on, expires_on, note)
      select r.* from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, lead_days integer, applied_on date, expected_on date,
        granted_on date, expires_on date, note text)
      on conflict (site_id) do update set lead_days = excluded.lead_days, applied_on = excluded.applied_on,
        expected_on = excluded.expected_on, granted_on = excluded.granted_on, expires_on = excluded.expires_on,
        note = excluded.note, version = site_permit.version + 1, deleted_at = null
    `.execute(work.tx)
    await sql`
      update site_permit set deleted_at = now(), version = version + 1 where site_id = any (${removedIds(changes)}::uuid[])
    `.execute(work.tx)
  },
}

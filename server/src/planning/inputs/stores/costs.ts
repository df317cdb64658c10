import { COST_SUBJECTS } from '@changeover/shared/planning'
import { sql } from 'kysely'
import { tableThen } from '../../../past/index.ts'
import { derivedId } from '../derived-id.ts'
import { idOf } from '../names.ts'
import { EVERYWHERE, idsOf, type InputStore } from '../store.ts'

/** What crews, overtime, the road and each kit cost; without a price it is unknown. */
export const costs: InputStore = {
  async read(db, wish) {
    const { rows } = await sql<{ subject: string; name: string; cents: number; currency: string }>`
      with subject as (
        select name as subject, name, place from unnest(${[...COST_SUBJECTS]}::text[]) with ordinality as general(name, place)
        union all
        select k.id::text, k.code, 100 from ${tableThen('kit_type', wish.asOf)} k where k.deleted_at is null
      )
      select s.subject, s.name, r.cents::float8 as cents, r.currency
      from subject s left join ${tableThen('cost_rate', wish.asOf)} r on r.subject = s.subject order by s.place, s.name
    `.execute(db)
    const ids = idsOf(wish)
    return rows
      .map(({ subject, name, cents, currency }) => ({
        id: derivedId('cost', subject),
        cells: {
          cost: name,
          price: cents === null ? '' : String(cents / 100),
          currency: currency ?? '',
        },
        regions: [EVERYWHERE],
      }))
      .filter(({ id }) => ids === null || ids.includes(id))
  },

  regionsOf: () => [EVERYWHERE],

  async write(work, changes, names) {
    const general: readonly string[] = COST_SUBJECTS
    const rows = changes.map(({ before, after }) => {
      const { cost = '' } = after ?? before ?? {}
      const price = after?.price ?? ''
      return {
        subject: general.includes(cost) ? cost : idOf(names.kits, cost),
        cents: price === '' ? null : Math.round(100 * Number(price)),
        currency: after?.currency ?? '',
      }
    })
    const given = rows.filter(({ cents }) => cents !== null)
    await sql`
      delete from cost_rate where subject = any (${rows.filter(({ cents }) => cents === null).map(({ subject }) => subject)}::text[])
    `.execute(work.tx)
    await sql`
      insert into cost_rate (subject, cents, currency)
      select r.subject, r.cents, r.currency from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as r(subject text, cents bigint, currency text)
      on conflict (subject) do update set cents = excluded.cents, currency = excluded.currency, version = cost_rate.version + 1
    `.execute(work.tx)
    work.stale('plans')
  },
}

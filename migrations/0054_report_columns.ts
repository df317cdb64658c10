import { sql, type Kysely } from 'kysely'

/** The S-curve of a report comes in columns now; those that are frozen are written anew, value for value. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const column = (name: string) =>
    sql`coalesce((
      select jsonb_agg(point -> ${sql.lit(name)} order by place)
      from jsonb_array_elements(series -> 'points') with ordinality as p(point, place)
    ), '[]')`
  await sql`
    update executive_link set report = jsonb_set(report, '{burnUp,series}', (
      select coalesce(jsonb_agg(series - 'points' || jsonb_build_object(
        'on', ${column('on')}, 'done', ${column('done')}, 'scope', ${column('scope')},
        'planned', nullif(${column('planned')}, (select jsonb_agg(null::jsonb) from jsonb_array_elements(series -> 'points')))
      ) order by number), '[]')
      from jsonb_array_elements(report -> 'burnUp' -> 'series') with ordinality as s(series, number)))
    where report -> 'burnUp' -> 'series' -> 0 ? 'points'
  `.execute(db)
}

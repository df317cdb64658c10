import type pg from 'pg'

/** A table of ours with the columns that hold data of their own (not computed from others). */
export interface StoredTable {
  name: string
  columns: string[]
}

/** What is about this moment, not about the program: guesses in the last minutes, and the migrator's own. */
const LEFT_OUT = [
  'sign_in_failure',
  'passkey_challenge',
  'rate_limit',
  'request_count',
  'kysely_migration',
  'kysely_migration_lock',
]

/** All tables, each after those that it refers to. */
export async function readTables(client: pg.ClientBase): Promise<StoredTable[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; needs: string[] }>(
    `select c.relname as name,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
         and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
       array(select distinct f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
         where k.conrelid = c.oid and k.contype = 'f' and f.oid <> c.oid) as needs
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' and c.relname <> all ($1) order by 1`,
    [LEFT_OUT],
  )
  const sorted: StoredTable[] = []
  const waiting = new Map(rows.map((row) => [row.name, row]))
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ needs }) =>
      needs.every((one) => !waiting.has(one)),
    )
    if (ready.length === 0)
      throw new Error(`Tables refer to each other in a circle: ${[...waiting.keys()].join(', ')}`)
    for (const { name, columns } of ready) {
      sorted.push({ name, columns })
      waiting.delete(name)
    }
  }
  return sorted
}

/** The names as SQL; they come from the catalogue or from a backup, so they are quoted. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

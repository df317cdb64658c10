import type { Database, DatabaseTransaction } from './database.ts'

type Reader = Database | DatabaseTransaction

/**
 * A read of rows that never change once they are written: each is read once a process and kept, the first
 * ones go when there are more than `most`. Nobody may change the answer.
 *
 * @param read the rows of some keys, by key; it leaves out keys that have none, which are asked for again.
 * @returns the rows of the keys asked for, in their order; `none` for a key without one.
 */
export function readOnce<Row>(
  read: (db: Reader, keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>,
  { none, most = 1_000 }: { none: Row; most?: number },
): (db: Reader, keys: readonly string[]) => Promise<Row[]> {
  const kept = new Map<string, Row>()
  return async (db, keys) => {
    const unknown = keys.filter((key) => !kept.has(key))
    const found = unknown.length > 0 ? await read(db, unknown) : kept
    const rows = keys.map((key) => kept.get(key) ?? found.get(key) ?? none)
    for (const key of unknown) {
      const row = found.get(key)
      if (row !== undefined) kept.set(key, row)
    }
    for (const key of kept.keys()) if (kept.size > most) kept.delete(key)
    return rows
  }
}

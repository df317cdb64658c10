/** Constant tables, read with the types of their keys: `Object.keys` and `Object.entries` know them as texts only. */

/** The keys of a table that is written out in the code: it has no others than its type says. */
export function keysOf<Table extends object>(table: Table): (keyof Table & string)[] {
  return Object.keys(table) as (keyof Table & string)[] // See above.
}

/** Its entries, in the order in which they are written. Keys that are not there have none. */
export function entriesOf<Key extends string, Value>(
  table: Readonly<Partial<Record<Key, Value>>>,
): [Key, Value][] {
  return Object.entries(table) as [Key, Value][] // See above.
}

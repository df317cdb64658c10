import { sql, type RawBuilder } from 'kysely'

/** The index knows every part of three letters; of shorter ones only those that begin a word. */
const INDEXED_PART = 3

/**
 * The ids of sites in which each word of the search occurs: in the name or address, or in a living
 * station's name, id or serial number. A word of one or two letters must begin one there. Words are
 * taken apart by spaces and may stand in any order; a search without words finds every site.
 *
 *     sql`site.id in (${sitesFoundBy('airport 4821')})`
 */
export function sitesFoundBy(search: string): RawBuilder<unknown> {
  const patterns = search
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      const begins = word.length < INDEXED_PART ? ' ' : ''
      return `%${begins}${word.replace(/[\\%_]/g, '\\$&')}%`
    })
  const conditions = patterns.map((pattern) => sql`document like ${pattern}`)
  return sql`select site_id from site_search where ${sql.join([sql`true`, ...conditions], sql` and `)}`
}

import { sql, type RawBuilder, type SqlBool } from 'kysely'

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
  const conditions = patternsOf(search).map((pattern) => sql`document like ${pattern}`)
  return sql`select site_id from site_search where ${sql.join([sql`true`, ...conditions], sql` and `)}`
}

/** For `like`: each word of a search, in a document as `site_search` keeps it. */
export function patternsOf(search: string): string[] {
  return search
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      const begins = word.length < INDEXED_PART ? ' ' : ''
      return `%${begins}${escapeLike(word)}%`
    })
}

/**
 * Whether one of `texts` has the phrase in it, word for word; each of them is a part of what the site is
 * looked up by, so that the index narrows the sites first. `siteId` is the site that the texts are of.
 */
export function saysAt(
  siteId: RawBuilder<unknown>,
  phrase: string,
  texts: readonly RawBuilder<unknown>[],
): RawBuilder<SqlBool> {
  const pattern = `%${escapeLike(phrase.toLowerCase())}%`
  const said = texts.map((text) => sql`${text} like ${pattern}`)
  return sql<SqlBool>`(${siteId} in (select site_id from site_search where document like ${pattern}) and (${sql.join(said, sql` or `)}))`
}

/** Makes text match itself inside `like`. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

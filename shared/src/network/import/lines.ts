/**
 * What an import would do, line by line: a site with what happens to its stations, a station of a
 * hardware file, or an order of a home kit. Lists are paged; the counts are complete.
 */
import { z } from 'zod'

/** What happens to a line; a site may have several, since each of its stations has one. */
export const lineKinds = [
  'created',
  'extended',
  'moved',
  'renamed',
  'readdressed',
  'ports_changed',
  'changed',
  'returned',
  'not_seen',
  'unmatched',
  'unchanged',
] as const
export const LineKindSchema = z.enum(lineKinds)
export type LineKind = z.infer<typeof LineKindSchema>

export const FieldDifferenceSchema = z.object({
  field: z.string(),
  before: z.string(),
  after: z.string(),
})
export type FieldDifference = z.infer<typeof FieldDifferenceSchema>

export const PreviewLineSchema = z.object({
  kinds: z.array(LineKindSchema).min(1),
  /** Of the site, station or order that stands already; null for a new one. */
  id: z.string().nullable(),
  name: z.string(),
  place: z.string(),
  /** Why the stations of a new site are one site; see `SiteRule`. */
  because: z.object({ rule: z.string(), metres: z.number() }).nullable(),
  stations: z.int(),
  ports: z.int(),
  /** What changes, station by station; at most `MAX_CHANGES` of them. */
  changes: z.array(
    z.object({
      kind: LineKindSchema,
      key: z.string(),
      name: z.string(),
      fields: z.array(FieldDifferenceSchema),
    }),
  ),
})
export type PreviewLine = z.infer<typeof PreviewLineSchema>

/** Changes of one line that are shown; the largest site has some 40 stations. */
export const MAX_CHANGES = 60

/** A page of the lines of one kind, or of all. `after` is the number of lines before it. */
export const LinePageRequestSchema = z.object({
  kind: LineKindSchema.nullable().default(null),
  after: z.int().min(0).default(0),
  limit: z.int().min(1).max(200).default(50),
})
export const LinePageSchema = z.object({
  lines: z.array(PreviewLineSchema),
  total: z.int(),
  /** What to ask next with; null at the end. */
  next: z.int().nullable(),
})
export type LinePage = z.infer<typeof LinePageSchema>

/** How many lines each kind concerns, in the order of the kinds. */
export function countLines(lines: readonly PreviewLine[]): { kind: LineKind; count: number }[] {
  const counts = new Map<LineKind, number>()
  for (const { kinds } of lines)
    for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return lineKinds.flatMap((kind) => {
    const count = counts.get(kind) ?? 0
    return count > 0 ? [{ kind, count }] : []
  })
}

/** The page of some lines that a request asks for. */
export function pageOfLines(
  lines: readonly PreviewLine[],
  { kind, after, limit }: z.infer<typeof LinePageRequestSchema>,
): LinePage {
  const wanted = kind === null ? lines : lines.filter(({ kinds }) => kinds.includes(kind))
  const end = after + limit
  return {
    lines: wanted.slice(after, end),
    total: wanted.length,
    next: end < wanted.length ? end : null,
  }
}

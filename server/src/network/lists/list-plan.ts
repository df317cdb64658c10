/** What importing a list would do. The same plan is behind the preview and the import itself. */
import {
  MAX_CHANGES,
  type FieldDifference,
  type LineKind,
  type ListCounts,
  type ListResult,
  type PreviewLine,
} from '@changeover/shared/network'

/** What is known of one row's subject before and after; `before` is null for what is new. */
export interface ListChange<Subject, Values extends object> {
  subject: Subject
  before: Values | null
  after: Values
}

export interface ListPlan<Subject, Values extends object> {
  changes: readonly ListChange<Subject, Values>[]
  counts: ListCounts
  lines: readonly PreviewLine[]
}

export function changesNothing({ counts }: { counts: ListCounts }): boolean {
  return counts.created + counts.changed === 0
}

/** The fields in which two states differ, as text. */
export function differences(before: object | null, after: object): FieldDifference[] {
  const was = new Map<string, unknown>(Object.entries(before ?? {}))
  return Object.entries(after).flatMap(([field, value]: [string, unknown]) => {
    const change = { field, before: toText(was.get(field)), after: toText(value) }
    return change.before === change.after ? [] : [change]
  })
}

function toText(value: unknown): string {
  // Rows of a list hold nothing but such values.
  return value === null || value === undefined ? '' : String(value as string | number | boolean)
}

/** The line of one row. */
export function listLine(
  kind: LineKind,
  { id, key, name, place }: { id: string | null; key: string; name: string; place: string },
  fields: FieldDifference[],
): PreviewLine {
  const changes =
    fields.length > 0 ? [{ kind, key, name, fields: fields.slice(0, MAX_CHANGES) }] : []
  return { kinds: [kind], id, name, place, because: null, stations: 0, ports: 0, changes }
}

/** Counts the lines of a plan, with the rows that did not get that far. */
export function countList(
  lines: readonly PreviewLine[],
  { rejected, dropped }: Pick<ListResult<unknown>, 'rejected' | 'dropped'>,
): ListCounts {
  const of = (kind: LineKind) => lines.filter(({ kinds }) => kinds.includes(kind)).length
  return {
    created: of('created'),
    changed: of('changed'),
    unchanged: of('unchanged'),
    unmatched: of('unmatched'),
    rejectedRows: rejected.length,
    droppedRows: dropped.length,
  }
}

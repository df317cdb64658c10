import type { Id } from '@changeover/shared/commands'
import {
  refusalOf,
  type EditedKind,
  type EditPreview,
  type EditRefusal,
  type FieldChange,
  type FieldName,
  type FieldValue,
} from '@changeover/shared/network'
import { subjectOf, type Subject } from './subjects.ts'

/** One value that an edit would write. */
export interface Edit {
  field: FieldName
  subjectKind: EditedKind
  subjectId: string
  siteId: Id<'Site'>
  name: string
  before: FieldValue
  after: FieldValue
}

/** What becomes of each value that was asked for. */
export interface Judged {
  edits: Edit[]
  unchanged: Map<FieldName, number>
  refused: { field: FieldName; reason: EditRefusal; name: string }[]
}

/** A record and the values that somebody wants it to have. */
export interface Wish {
  subject: Subject
  changes: readonly FieldChange[]
}

/** Decides about each value; the order of the wishes is that of the answer. */
export function judge(wishes: Iterable<Wish>): Judged {
  const judged: Judged = { edits: [], unchanged: new Map(), refused: [] }
  for (const { subject, changes } of wishes)
    for (const { field, value, from } of changes) {
      const before = subject.values[field]
      if (from !== undefined && before !== from) continue
      if (before === value) {
        judged.unchanged.set(field, (judged.unchanged.get(field) ?? 0) + 1)
        continue
      }
      const reason = refusalOf(field, value, { ...subject, region: regionAfter(subject, changes) })
      if (reason) judged.refused.push({ field, reason, name: subject.name })
      else
        judged.edits.push({
          field,
          subjectKind: subjectOf(field),
          subjectId: subject.id,
          siteId: subject.siteId,
          name: subject.name,
          before,
          after: value,
        })
    }
  return judged
}

/** A site may get a region and a place in it at once. */
function regionAfter({ hasOrders, region }: Subject, changes: Wish['changes']): string {
  const wanted = changes.find(({ field }) => field === 'region')?.value
  return typeof wanted === 'string' && !hasOrders ? wanted : region
}

const SAMPLES = 8

/** What was judged, as the screen shows it. */
export function describeJudged(
  judged: Judged,
  fields: readonly FieldName[],
  sites: number,
): EditPreview {
  const edits = Map.groupBy(judged.edits, ({ field }) => field)
  const refused = Map.groupBy(judged.refused, ({ field }) => field)
  return {
    sites,
    fields: fields.map((field) => ({
      field,
      changed: edits.get(field)?.length ?? 0,
      unchanged: judged.unchanged.get(field) ?? 0,
      refused: [...Map.groupBy(refused.get(field) ?? [], ({ reason }) => reason)].map(
        ([reason, rows]) => ({
          reason,
          count: rows.length,
          names: rows.slice(0, SAMPLES).map(({ name }) => name),
        }),
      ),
      samples: (edits.get(field) ?? [])
        .slice(0, SAMPLES)
        .map(({ name, before, after }) => ({ name, before, after })),
    })),
  }
}

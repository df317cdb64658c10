/** What happened to one record: who, when, from which device, and what changed. */
import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'
import { DaySchema, InstantSchema } from '../time/index.ts'

export { EVENT_KINDS, type EventKind } from './event-kinds.ts'

export const recordKinds = [
  'site',
  'order',
  'crew',
  'program',
  'milestone',
  'person',
  'kit',
] as const
export type RecordKind = (typeof recordKinds)[number]

export const RecordHistoryAskedSchema = z.object({
  kind: z.enum(recordKinds),
  id: z.uuid(),
  /** The position that the page before ended at. */
  before: z.int().positive().nullable().default(null),
  /** What was recorded by the end of this day; left out, all. */
  asOf: DaySchema.nullable().default(null),
  limit: z.int().min(1).max(100).default(20),
})
export type RecordHistoryAsked = z.infer<typeof RecordHistoryAskedSchema>

/** A field that got another value. `about` names the part of the record, such as a station of a site. */
export const FieldChangeSchema = z.object({
  about: z.string().nullable(),
  field: z.string(),
  before: z.unknown(),
  after: z.unknown(),
})
export type FieldChange = z.infer<typeof FieldChangeSchema>

export const RecordEntrySchema = z.object({
  position: z.int(),
  commandId: IdSchema('Command'),
  kind: z.string(),
  payload: z.record(z.string(), z.unknown()),
  changes: z.array(FieldChangeSchema),
  /** Null where the installation itself acted. */
  actorName: z.string().nullable(),
  deviceId: z.string().nullable(),
  occurredAt: InstantSchema,
  recordedAt: InstantSchema,
})
export type RecordEntry = z.infer<typeof RecordEntrySchema>

export const RecordHistorySchema = z.object({
  entries: z.array(RecordEntrySchema),
  /** Null on the last page. */
  next: z.int().nullable(),
})

/** Part of a record before and after; a record that came or went has one of them only. */
export interface RecordPart {
  about: string | null
  before: Readonly<Record<string, unknown>> | null
  after: Readonly<Record<string, unknown>> | null
}

/** The fields that differ, in the order in which they are named. What is empty on both sides is left out. */
export function changesOf(parts: readonly RecordPart[]): FieldChange[] {
  return parts.flatMap(({ about, before, after }) =>
    [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].flatMap((field) => {
      const change = {
        about,
        field,
        before: before?.[field] ?? null,
        after: after?.[field] ?? null,
      }
      return JSON.stringify(change.before) === JSON.stringify(change.after) ? [] : [change]
    }),
  )
}

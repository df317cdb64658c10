/**
 * The table of orders as a file: one set of columns for CSV and XLSX, and what of them a CSV that
 * comes back may change. A row is found by the order's number; everything that cannot be changed
 * here is written for people and never read. Invariant: an exported file imports to no change.
 */
import { z } from 'zod'
import { ChangePreviewSchema, ChangeRefusalSchema } from './change.ts'
import { OrderFilterSchema } from './schemas.ts'
import { IdSchema } from '../commands/index.ts'
import { keysOf } from '../table/index.ts'

/** Heads of the columns in the file's order. `changes` are those that an import reads. */
export const SHEET_COLUMNS = {
  number: { head: 'Order', kind: 'number' },
  version: { head: 'Version', kind: 'number' },
  program: { head: 'Program', kind: 'text' },
  milestone: { head: 'Milestone', kind: 'text', changes: 'milestoneId' },
  site: { head: 'Site', kind: 'text' },
  street: { head: 'Street', kind: 'text' },
  city: { head: 'City', kind: 'text' },
  region: { head: 'Region', kind: 'text' },
  postalCode: { head: 'Postal code', kind: 'text' },
  charge: { head: 'Track', kind: 'text' },
  state: { head: 'State', kind: 'text' },
  stateSince: { head: 'In state since', kind: 'text' },
  blockedReason: { head: 'Blocked by', kind: 'text' },
  ports: { head: 'Ports', kind: 'number' },
  kit: { head: 'Kit', kind: 'text', changes: 'kitTypeId' },
  crew: { head: 'Crew', kind: 'text', changes: 'crewId' },
  scheduledOn: { head: 'Scheduled on', kind: 'day', changes: 'scheduledOn' },
  dueOn: { head: 'Due on', kind: 'day', changes: 'dueOn' },
  doneOn: { head: 'Done on', kind: 'day' },
  priority: { head: 'Priority', kind: 'number', changes: 'priority' },
} as const satisfies Record<
  string,
  { head: string; kind: 'number' | 'text' | 'day'; changes?: string }
>
export type SheetColumn = keyof typeof SHEET_COLUMNS
export const sheetColumns = keysOf(SHEET_COLUMNS)

/** Why a row of a file cannot be taken. */
export const SheetProblemSchema = z.union([
  z.enum([
    'UNKNOWN_COLUMN',
    'NO_NUMBER',
    'TWICE',
    'BAD_DAY',
    'BAD_PRIORITY',
    'UNKNOWN_ORDER',
    'UNKNOWN_CREW',
    'UNKNOWN_MILESTONE',
    'UNKNOWN_KIT',
    'STALE',
  ]),
  ChangeRefusalSchema,
])
export type SheetProblem = z.infer<typeof SheetProblemSchema>

/** Where in the file something is wrong; the head is line 1. */
export const SheetErrorSchema = z.object({
  line: z.int(),
  number: z.number().nullable(),
  code: SheetProblemSchema,
  column: z.string().nullable(),
  value: z.string().nullable(),
})
export type SheetError = z.infer<typeof SheetErrorSchema>

/** What a file would change; nothing is written. Every error is counted, the first thousand are listed. */
export const SheetPreviewSchema = ChangePreviewSchema.pick({
  orders: true,
  ports: true,
  fields: true,
  samples: true,
}).extend({
  rows: z.int(),
  unchanged: z.int(),
  /** Columns that are for people only: nothing is taken from them. */
  ignoredColumns: z.array(z.string()),
  problems: z.array(z.object({ code: SheetProblemSchema, count: z.int() })),
  errors: z.array(SheetErrorSchema),
})
export type SheetPreview = z.infer<typeof SheetPreviewSchema>

export const SheetImportSchema = z.object({
  uploadId: IdSchema('Upload'),
  /** Leaves the rows with errors out instead of refusing the file. */
  onlyGood: z.boolean().default(false),
})
export type SheetImport = z.infer<typeof SheetImportSchema>

/** What stands in the address of an export. */
export const ExportQuerySchema = z.object({
  filter: z
    .string()
    .max(5_000)
    .default('{}')
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue({ code: 'custom', message: 'The filter is no JSON.' })
        return z.NEVER
      }
    })
    .pipe(OrderFilterSchema),
})

/** What goes over the wire about lists of inputs. */
import { z } from 'zod'
import { IdSchema } from '../../../commands/index.ts'
import { PROBLEMS, type ProblemCode } from '../../../network/index.ts'
import { DaySchema, InstantSchema } from '../../../time/index.ts'
import { inputListNames } from './list.ts'
import { referenceKinds } from './column.ts'

export const InputListNameSchema = z.enum(inputListNames)

/** No cell is longer than this, and no row has more cells than a list has columns. */
const CellsSchema = z.record(z.string().max(40), z.string().max(2000))

export const InputRowSchema = z.object({ id: IdSchema('Input'), cells: CellsSchema })
export type InputRow = z.infer<typeof InputRowSchema>

const ProblemCodeSchema = z
  .string()
  .refine((code): code is ProblemCode => Object.hasOwn(PROBLEMS, code))

/**
 * A change of one row. No `id`: a new row. No `after`: the row goes. `before` holds the cells that
 * the sender saw in the columns it changes: a newer value is not overwritten.
 */
export const InputChangeSchema = z
  .object({
    id: IdSchema('Input').nullable(),
    before: CellsSchema.nullable(),
    after: CellsSchema.nullable(),
  })
  .refine(({ id, before }) => (id === null) === (before === null), {
    error: 'A row that exists is changed from what it was; a new one from nothing.',
  })
  .refine(({ before, after }) => before !== null || after !== null, {
    error: 'There is nothing to change.',
  })
export type InputChange = z.infer<typeof InputChangeSchema>

/** Most rows that one command changes. */
export const MAX_CHANGES = 30_000

export const InputChangesSchema = z.object({
  list: InputListNameSchema,
  changes: z.array(InputChangeSchema).min(1).max(1000),
})

/** A file as text, with the cells that were mended on screen. What is larger goes in parts. */
export const InputFileSchema = z.object({
  list: InputListNameSchema,
  text: z.string().max(3_000_000),
  edits: z
    .array(
      z.object({
        line: z.int().positive(),
        column: z.string().max(200),
        value: z.string().max(2000),
      }),
    )
    .max(1000)
    .default([]),
})
export type InputFile = z.output<typeof InputFileSchema>

export const ReferencesSchema = z.record(z.enum(referenceKinds), z.array(z.string()))

/** A cell that was refused; `row` counts the changes of the command from 0. */
export const CellRefusalSchema = z.object({
  row: z.int(),
  column: z.string(),
  code: ProblemCodeSchema,
})
export type CellRefusal = z.infer<typeof CellRefusalSchema>

export const InputQuerySchema = z.object({
  list: InputListNameSchema,
  programId: IdSchema('Program').nullable().default(null),
  /** Text in any cell. */
  search: z.string().trim().max(100).default(''),
  /** Of permits: those that stand so. */
  state: z.string().max(20).nullable().default(null),
  /** As the list was at the end of this day; left out, as it is. */
  asOf: DaySchema.nullable().default(null),
  limit: z.int().min(1).max(2000).default(2000),
})

export const InputHistorySchema = z.array(
  z.object({
    commandId: IdSchema('Command'),
    recordedAt: InstantSchema,
    actorName: z.string().nullable(),
    before: CellsSchema.nullable(),
    after: CellsSchema.nullable(),
  }),
)

export const InputPreviewSchema = z.object({
  counts: z.object({
    added: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    refused: z.int(),
  }),
  /** Names what was compared; the import is refused when it would do anything else. */
  digest: z.string(),
  /** A few of each, as they were and as they would be. */
  samples: z.array(
    z.object({
      kind: z.enum(['added', 'changed']),
      name: z.string(),
      before: CellsSchema.nullable(),
      after: CellsSchema,
      columns: z.array(z.string()),
    }),
  ),
  unknownColumns: z.array(z.string()),
  problems: z.array(
    z.object({
      code: ProblemCodeSchema,
      severity: z.enum(['error', 'warning']),
      line: z.int().nullable(),
      column: z.string().nullable(),
      value: z.string().nullable(),
    }),
  ),
  problemCount: z.int(),
})
export type InputPreview = z.infer<typeof InputPreviewSchema>

/** The rows of a file with one kind of finding, as the grid shows them to be corrected. */
import { z } from 'zod'
import { ProblemCodeSchema } from '../problems/problem.ts'
import { FileKindSchema, ReadingSchema } from './preview.ts'

export const BadRowsRequestSchema = ReadingSchema.extend({
  kind: FileKindSchema.default('stations'),
  network: z.string().min(1).max(200).nullable().default(null),
  /** Rows with this finding; rows with any error when null. */
  code: ProblemCodeSchema.nullable().default(null),
  /** Rows after this line. */
  after: z.int().min(0).default(0),
  limit: z.int().min(1).max(100).default(25),
})
export type BadRowsRequest = z.infer<typeof BadRowsRequestSchema>

export const BadRowsSchema = z.object({
  /** The columns worth showing: those with findings first, then what tells the station. */
  columns: z.array(z.string()),
  rows: z.array(
    z.object({
      line: z.int(),
      /** In the order of `columns`. */
      cells: z.array(z.string()),
      problems: z.array(
        z.object({ code: ProblemCodeSchema, column: z.string().nullable(), why: z.string() }),
      ),
    }),
  ),
  /** The last line, to ask for the next page after; null when there are no more. */
  next: z.int().nullable(),
})
export type BadRows = z.infer<typeof BadRowsSchema>

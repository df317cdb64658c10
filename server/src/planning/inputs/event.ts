import { INPUT_LISTS, type InputListName } from '@changeover/shared/planning'
import { z } from 'zod'

const CellsSchema = z.record(z.string(), z.string()).nullable()

/** What an event keeps of a change: whole rows where one came or went, else the changed cells. */
export const InputEventSchema = z.object({
  list: z.string().refine((name): name is InputListName => Object.hasOwn(INPUT_LISTS, name)),
  before: CellsSchema,
  after: CellsSchema,
})

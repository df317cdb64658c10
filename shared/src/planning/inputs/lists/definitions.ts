/**
 * The lists of inputs: their columns, in the order of grid and CSV, and what must hold within a row.
 * Grid, CSV, commands and history are made from these; a new column is added to its list and in its store.
 */
import type { InputList, InputListName } from './list.ts'
import { costs, milestones, priorities } from './plan-lists.ts'
import {
  absences,
  crews,
  deliveries,
  depots,
  holidays,
  stock,
  territories,
} from './resource-lists.ts'
import { access, blackouts, permits, travel } from './site-lists.ts'

/** All lists by name. */
export const INPUT_LISTS: Readonly<Record<InputListName, InputList>> = {
  territories,
  crews,
  absences,
  holidays,
  depots,
  deliveries,
  stock,
  access,
  permits,
  blackouts,
  travel,
  costs,
  priorities,
  milestones,
}

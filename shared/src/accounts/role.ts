import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'
import { keysOf } from '../table/index.ts'

/** The roles, and what each is for. */
export const ROLES = {
  administrator: 'Sets the installation up; people, roles, jobs, backups.',
  program_manager: 'Loads the network, sets milestones, generates and plans work orders.',
  dispatcher: 'Assigns and moves work orders of its regions.',
  crew: 'Closes its own work orders in the field.',
  contractor: 'Closes the orders given to its crew; besides sees milestones and progress.',
  executive: 'Reads progress and forecasts.',
  auditor: 'Reads everything, changes nothing.',
} as const

export type Role = keyof typeof ROLES
export const RoleSchema = z.enum(keysOf(ROLES))

/** Who asks: what every query and command knows of the person behind it. */
export const ActorSchema = z.object({
  personId: IdSchema('Person'),
  name: z.string(),
  role: RoleSchema,
  /** ISO 3166-2 codes of the regions the person sees; null is all of them. */
  regions: z.array(z.string()).nullable(),
  crewId: IdSchema('Crew').nullable(),
})
export type Actor = z.infer<typeof ActorSchema>

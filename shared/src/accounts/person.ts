import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'
import { RoleSchema } from './role.ts'

const password = z
  .string()
  .min(12, { error: 'A password has at least 12 characters; a sentence is easy to remember.' })
  .max(200)

/** What the first-run page asks for: the administrator of a new installation. */
export const SetupSchema = z.object({
  name: z.string().trim().min(1, { error: 'Enter a name.' }).max(100),
  email: z.email({ error: 'Enter an e-mail address, such as ada@example.org.' }),
  password,
})

/** A person as an administrator creates one. */
export const PersonSchema = SetupSchema.extend({
  role: RoleSchema,
  regions: z.array(z.string()).nullable().default(null),
  crewId: IdSchema('Crew').nullable().default(null),
})
export type Person = z.infer<typeof PersonSchema>

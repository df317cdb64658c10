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

/** A person as an administrator invites one: the password is theirs to set. */
export const InvitationSchema = PersonSchema.omit({ password: true })
export type Invitation = z.infer<typeof InvitationSchema>

/** What an administrator changes of a person. */
export const PersonChangeSchema = InvitationSchema.omit({ email: true }).extend({
  personId: IdSchema('Person'),
})
export type PersonChange = z.infer<typeof PersonChangeSchema>

/** What the page behind an invitation or reset link sends. `code` is what stands behind the `#`. */
export const SetPasswordSchema = z.object({ code: z.string().max(200), password })

/** How much of the person's rights a token carries. */
export const TOKEN_ACCESS = ['read', 'full'] as const

/**
 * A token for a program. `tokenSha256` is the hex SHA-256 of a text that begins with `cho_` and was
 * made at random on the device that asks, which shows it once and forgets it.
 */
export const NewTokenSchema = z.object({
  name: z.string().trim().min(1, { error: 'Say what the token is for.' }).max(100),
  tokenSha256: z.string().regex(/^[0-9a-f]{64}$/),
  access: z.enum(TOKEN_ACCESS),
  days: z.int().min(1).max(365),
})
export type NewToken = z.infer<typeof NewTokenSchema>

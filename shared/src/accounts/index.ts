/**
 * Who may do what. The one table that the server enforces and the client reads to show only what a
 * person can do. A procedure without a row does not compile.
 */
export { isAllowed, PERMISSIONS, type ProcedureName } from './permissions.ts'
export { ActorSchema, RoleSchema, ROLES, type Actor, type Role } from './role.ts'
export {
  CreatedPasskeySchema,
  PasskeyNameSchema,
  SignedChallengeSchema,
  type CreatedPasskey,
  type SignedChallenge,
} from './passkey.ts'
export {
  InvitationSchema,
  NewTokenSchema,
  PersonChangeSchema,
  PersonSchema,
  SetPasswordSchema,
  SetupSchema,
  TOKEN_ACCESS,
  type Invitation,
  type NewToken,
  type Person,
  type PersonChange,
} from './person.ts'

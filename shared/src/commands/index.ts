/**
 * What the screen and the one door agree on: identities, the envelope of a command, its receipt,
 * and the closed list of errors. Knows nothing of any domain.
 */
export { canonicalJson } from './canonical.ts'
export { asId, readId, newId, type Id } from './id.ts'
export { IdSchema } from './id-schema.ts'
export {
  CommandEnvelopeSchema,
  ReceiptSchema,
  type CommandEnvelope,
  type Receipt,
} from './command.ts'
export { AppError, ERRORS, isErrorCode, type ErrorCode } from './errors.ts'

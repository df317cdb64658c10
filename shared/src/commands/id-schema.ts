import { z } from 'zod'
import { asId } from './id.ts'

/** The border for identities that come from outside. */
export function IdSchema<Kind extends string>(_kind: Kind) {
  return z.uuid().transform((text) => asId<Kind>(text))
}

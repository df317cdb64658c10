import { asId, type Id } from '@changeover/shared/commands'
import { createHash } from 'node:crypto'

/**
 * The identity of a row that is not stored as one, such as the stock of a kit at a depot: made from
 * what it is about, so that its history is found again.
 */
export function derivedId(...parts: readonly string[]): Id<'Input'> {
  const hex = createHash('sha256').update(parts.join('\u001F')).digest('hex')
  // Version 8 of RFC 9562: a UUID whose bits are the application's own.
  return asId(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  )
}

import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * The code at the end of a secret address: a row's id and a signature of it with the installation's
 * secret. It can be shown again, while the database never holds an address that works. `purpose` keeps
 * one kind of address from opening another.
 */
export function signedCode(secret: string, purpose: string, id: string): string {
  const signature = createHmac('sha256', secret).update(`${purpose} ${id}`).digest('base64url')
  return `${id}.${signature}`
}

/** The id in a code, or null when it was not made here for this purpose. */
export function idOfSignedCode(secret: string, purpose: string, code: string): string | null {
  const id = code.split('.')[0]
  const expected = Buffer.from(signedCode(secret, purpose, id))
  const given = Buffer.from(code)
  const isGenuine = expected.length === given.length && timingSafeEqual(expected, given)
  return isGenuine ? id : null
}

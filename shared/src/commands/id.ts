declare const idBrand: unique symbol

/**
 * The identity of one kind of thing, a UUID. `Id<'Site'>` and `Id<'Station'>` do not mix.
 * New identities are UUIDv7 (RFC 9562): they sort by the time they were made, which keeps the
 * database's indexes dense.
 */
export type Id<Kind extends string> = string & { readonly [idBrand]: Kind }

/** Names a UUID that is known to belong to `Kind`, such as one read from its table. */
export function asId<Kind extends string>(uuid: string): Id<Kind> {
  // The brand exists in types only; this function is the one place that puts it on.
  return uuid as Id<Kind>
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i

/** What somebody typed or an old link holds, as an identity; null when it cannot be one. */
export function readId<Kind extends string>(text: string): Id<Kind> | null {
  return UUID.test(text) ? asId<Kind>(text) : null
}

/** Random bytes of an identity: the rest is its time, its version and its variant. */
const RANDOM_BYTES = 10
/** Asking the system for randomness costs as much for hundreds of identities as for one. */
const stock = new Uint8Array(RANDOM_BYTES * 400)
let used = stock.length

const hexOf = Array.from({ length: 256 }, (_none, byte) => byte.toString(16).padStart(2, '0'))

/** A new UUIDv7, made on the device that asks, so that a repeated request is recognised. */
export function newId<Kind extends string>(now: number = Date.now()): Id<Kind> {
  if (used === stock.length) {
    crypto.getRandomValues(stock)
    used = 0
  }
  const random = (index: number) => hexOf[stock[used + index]]
  const time = Math.floor(now).toString(16).padStart(12, '0')
  const version = hexOf[(stock[used] & 0x0f) | 0x70]
  const variant = hexOf[(stock[used + 2] & 0x3f) | 0x80]
  const tail = random(4) + random(5) + random(6) + random(7) + random(8) + random(9)
  const uuid = `${time.slice(0, 8)}-${time.slice(8)}-${version}${random(1)}-${variant}${random(3)}-${tail}`
  used += RANDOM_BYTES
  return asId(uuid)
}

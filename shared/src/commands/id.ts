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

/** A new UUIDv7, made on the device that asks, so that a repeated request is recognised. */
export function newId<Kind extends string>(now: number = Date.now()): Id<Kind> {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  for (let index = 0; index < 6; index++)
    bytes[index] = Math.floor(now / 2 ** (8 * (5 - index))) % 256
  bytes[6] = (bytes[6] & 0x0f) | 0x70
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte: number) => byte.toString(16).padStart(2, '0')).join('')
  return asId(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
  )
}

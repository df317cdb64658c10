import type { FieldDatabase } from '../store/database.ts'
import type { FieldServer } from './server.ts'

/** A thumbnail is some 15 KB; one that was not drawn yet is the whole photo, which the phone need not hold. */
const LARGEST_BYTES = 120_000

/** Fetches the small photos of the held sites that are not here yet, and drops those of others. */
export async function holdThumbnails(db: FieldDatabase, server: FieldServer): Promise<void> {
  const orders = await db.getAll('orders')
  const wanted = new Set(
    orders.flatMap(({ sitePhotos }) => sitePhotos ?? []).map(({ sha256 }) => sha256),
  )
  const held = new Set(await db.getAllKeys('thumbnails'))
  for (const sha256 of held) if (!wanted.has(sha256)) await db.delete('thumbnails', sha256)
  for (const sha256 of wanted) {
    if (held.has(sha256)) continue
    const bytes = await server.thumbnail(sha256)
    if (bytes && bytes.byteLength <= LARGEST_BYTES)
      // A phone without space has more to lose than a picture of a door.
      await db.put('thumbnails', bytes, sha256).catch(() => undefined)
  }
}

import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Services } from '../context.ts'
import { fileKey, openStorage, thumbnailKey } from './storage.ts'
import { arrivals } from './store.ts'

const LONGEST_SIDE_PX = 320
const QUALITY = 70
/** A picture of more pixels than any camera's is a trap for memory. */
const MOST_PIXELS = 120_000_000

/**
 * Draws a photo small, upright and without anything but its pixels. A photo that cannot be drawn here
 * (HEIC) is marked so, and screens show the photo itself.
 */
export async function makeThumbnail(
  services: Pick<Services, 'db' | 'config' | 'announcer'>,
  sha256: string,
): Promise<void> {
  const { db, config, announcer } = services
  const known = await db
    .selectFrom('storedFile')
    .select(['keptSha256', 'thumbnail'])
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  if (known?.thumbnail !== 'waiting') return
  const storage = openStorage(config)
  const photo = await storage.open(fileKey(known.keptSha256 ?? sha256))
  if (!photo) throw new Error(`The photo ${sha256} is not in the store.`)
  const path = join(await arrivals(services), `arriving-${randomUUID()}`)
  try {
    const isDrawn = await draw(await buffer(photo.stream), path)
    if (isDrawn) await storage.put(thumbnailKey(sha256), path, 'image/jpeg')
    await db
      .updateTable('storedFile')
      .set({ thumbnail: isDrawn ? 'made' : 'impossible' })
      .where('sha256', '=', sha256)
      .execute()
  } finally {
    await rm(path, { force: true })
  }
  const orders = await db
    .selectFrom('evidence')
    .select('orderId')
    .where('sha256', '=', sha256)
    .execute()
  announcer.announce(orders.map(({ orderId }) => `order:${orderId}`))
}

async function draw(photo: Buffer, path: string): Promise<boolean> {
  // Loaded with the first photo: a server that never gets one does without.
  const { default: sharp } = await import('sharp')
  try {
    await sharp(photo, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize(LONGEST_SIDE_PX, LONGEST_SIDE_PX, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: QUALITY })
      .toFile(path)
    return true
  } catch {
    return false
  }
}

import type { FieldDatabase } from '../store/database.ts'
import { listDamaged } from '../store/damage.ts'
import { listOutbox, listPhotos } from '../store/outbox.ts'

/** All that is not on the server, with the photos' bytes in base64: nothing is left out. */
export async function outboxFile(db: FieldDatabase): Promise<string> {
  const photos = await Promise.all(
    (await listPhotos(db)).map(async (photo) => {
      const bytes = await db.get('photoBytes', photo.sha256)
      return { ...photo, bytes: bytes ? base64Of(new Uint8Array(bytes)) : null }
    }),
  )
  const damaged = await Promise.all(
    (await listDamaged(db)).map(async (broken) => {
      const bytes = await db.get('photoBytes', broken.key)
      return bytes ? { ...broken, bytes: base64Of(new Uint8Array(bytes)) } : broken
    }),
  )
  const commands = await listOutbox(db)
  return JSON.stringify({ app: 'changeover-field', commands, photos, damaged }, null, 1)
}

/** Hands the file to the phone's downloads. */
export async function exportOutbox(db: FieldDatabase): Promise<void> {
  const file = new Blob([await outboxFile(db)], { type: 'application/json' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = 'changeover-outbox.json'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

function base64Of(bytes: Uint8Array): string {
  const chunks: string[] = []
  for (let start = 0; start < bytes.length; start += 0x8000)
    chunks.push(String.fromCharCode(...bytes.subarray(start, start + 0x8000)))
  return btoa(chunks.join(''))
}

/**
 * Photos by the hash of their content, on the local disk. A file is complete and verified before it
 * gets its name, and is never changed afterwards: whoever asks for a hash gets those bytes or
 * nothing. Storing the same bytes twice is the same as once.
 */
import { AppError } from '@changeover/shared/commands'
import { fileTypeFromFile } from 'file-type'
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const MAX_BYTES = 25 * 1024 * 1024
const photoTypes = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/heic',
  'image/heif',
  'image/avif',
])

/** What may be attached to a site: what a permit office, an electrician or a camera makes. */
const documentTypes = new Set([...photoTypes, 'application/pdf', 'image/vnd.dwg'])

export interface StoredPhoto {
  sha256: string
  bytes: number
  contentType: string
}

/** Where the bytes of that hash lie. */
export function pathOf(directory: string, sha256: string): string {
  return join(directory, 'files', sha256.slice(0, 2), sha256.slice(2))
}

/**
 * Takes a stream in. @throws AppError `FILE_TOO_LARGE`; `PHOTO_REFUSED` when the bytes do not have
 * the hash they were announced with, or are no photo. Nothing is kept then.
 */
export async function storePhoto(
  directory: string,
  sha256: string,
  body: Readable,
): Promise<StoredPhoto> {
  return store(directory, sha256, body, photoTypes, 'PHOTO_REFUSED')
}

/** The same for a document of a site, told by its content and not its name. @throws `FILE_REFUSED`. */
export async function storeDocument(
  directory: string,
  sha256: string,
  body: Readable,
): Promise<StoredPhoto> {
  return store(directory, sha256, body, documentTypes, 'FILE_REFUSED')
}

async function store(
  directory: string,
  sha256: string,
  body: Readable,
  accepted: ReadonlySet<string>,
  refusal: 'PHOTO_REFUSED' | 'FILE_REFUSED',
): Promise<StoredPhoto> {
  const path = pathOf(directory, sha256)
  const arriving = join(directory, 'files', `arriving-${randomUUID()}`)
  await mkdir(dirname(path), { recursive: true })
  try {
    const { hash, bytes } = await receive(body, arriving)
    if (hash !== sha256)
      throw new AppError(refusal, {
        reason: 'The bytes do not match the hash.',
        expected: sha256,
        received: hash,
      })
    const type = await fileTypeFromFile(arriving)
    if (!type || !accepted.has(type.mime))
      throw new AppError(refusal, { found: type?.mime ?? null, accepted: [...accepted] })
    await rename(arriving, path)
    await syncDirectory(dirname(path))
    return { sha256, bytes, contentType: type.mime }
  } finally {
    await rm(arriving, { force: true })
  }
}

/** Reads a stored file, or null when its bytes are not here. */
export async function openPhoto(directory: string, sha256: string) {
  const path = pathOf(directory, sha256)
  const found = await stat(path).catch(() => null)
  return found ? { bytes: found.size, stream: createReadStream(path) } : null
}

async function receive(body: Readable, path: string): Promise<{ hash: string; bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > MAX_BYTES) return done(new AppError('FILE_TOO_LARGE', { maxBytes: MAX_BYTES }))
      hash.update(chunk)
      done(null, chunk)
    },
  })
  // flush: the receipt says that the photo is safe, so it has to be on the disk.
  await pipeline(body, meter, createWriteStream(path, { flush: true }))
  return { hash: hash.digest('hex'), bytes }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

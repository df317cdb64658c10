/**
 * Photos and documents by the hash of their content. A file is complete and verified before it gets
 * its key; storing the same bytes twice is the same as once. A photo loses its position here unless
 * the organisation keeps it: then the receipt is for the bytes that came, and what lies in the store
 * are the same bytes with the position blanked.
 */
import { AppError } from '@changeover/shared/commands'
import { withoutPosition } from '@changeover/shared/orders'
import { fileTypeFromFile } from 'file-type'
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Services } from '../context.ts'
import { keepsPhotoPosition } from './policy.ts'
import { fileKey, openStorage } from './storage.ts'

export const MAX_BYTES = 25 * 1024 * 1024
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

/** A row of `stored_file`. */
export interface StoredPhoto {
  sha256: string
  bytes: number
  contentType: string
  keptSha256: string | null
}

type Storing = Pick<Services, 'config' | 'db'>

/**
 * Takes a stream in. @throws AppError `FILE_TOO_LARGE`; `PHOTO_REFUSED` when the bytes do not have
 * the hash they were announced with, or are no photo. Nothing is kept then.
 */
export async function storePhoto(
  services: Storing,
  sha256: string,
  body: Readable,
): Promise<StoredPhoto> {
  return arrive(services, body, (path) => adoptPhoto(services, sha256, path))
}

/** The same for a document of a site, told by its content and not its name. @throws `FILE_REFUSED`. */
export async function storeDocument(
  services: Storing,
  sha256: string,
  body: Readable,
): Promise<StoredPhoto> {
  return arrive(services, body, async (path) => {
    const { bytes, contentType } = await verify(path, sha256, documentTypes, 'FILE_REFUSED')
    await openStorage(services.config).put(fileKey(sha256), path, contentType)
    return { sha256, bytes, contentType, keptSha256: null }
  })
}

/** Lets a stream arrive in a file of its own, which is gone afterwards. */
async function arrive<Answer>(
  services: Storing,
  body: Readable,
  adopt: (path: string) => Promise<Answer>,
): Promise<Answer> {
  const arriving = join(await arrivals(services), `arriving-${randomUUID()}`)
  try {
    await receive(body, arriving)
    return await adopt(arriving)
  } finally {
    await rm(arriving, { force: true })
  }
}

/** The folder in which files wait until they are complete. */
export async function arrivals({ config }: Pick<Services, 'config'>): Promise<string> {
  const directory = join(config.directory, 'files')
  await mkdir(directory, { recursive: true })
  return directory
}

/** Verifies a complete file and gives it its key. @throws AppError `PHOTO_REFUSED` */
export async function adoptPhoto(
  services: Storing,
  sha256: string,
  path: string,
): Promise<StoredPhoto> {
  const { bytes, contentType } = await verify(path, sha256, photoTypes, 'PHOTO_REFUSED')
  const keptSha256 = (await keepsPhotoPosition(services.db))
    ? null
    : await blankPosition(path, contentType)
  await openStorage(services.config).put(fileKey(keptSha256 ?? sha256), path, contentType)
  return { sha256, bytes, contentType, keptSha256 }
}

/** That the bytes are those that were announced, and of a kind that is kept. */
async function verify(
  path: string,
  sha256: string,
  accepted: ReadonlySet<string>,
  refusal: 'PHOTO_REFUSED' | 'FILE_REFUSED',
): Promise<{ bytes: number; contentType: string }> {
  const { hash, bytes } = await hashFile(path)
  if (hash !== sha256)
    throw new AppError(refusal, {
      reason: 'The bytes do not match the hash.',
      expected: sha256,
      received: hash,
    })
  const type = await fileTypeFromFile(path)
  if (!type || !accepted.has(type.mime))
    throw new AppError(refusal, { found: type?.mime ?? null, accepted: [...accepted] })
  return { bytes, contentType: type.mime }
}

/** Rewrites the file without its position. @returns its new hash; null when there was no position. */
async function blankPosition(path: string, contentType: string): Promise<string | null> {
  const bytes = await readFile(path)
  if (!withoutPosition(bytes)) return null
  const blank = contentType === 'image/png' ? await redrawn(bytes) : withoutPosition(bytes)
  if (!blank) return null
  await writeFile(path, blank)
  return createHash('sha256').update(blank).digest('hex')
}

/** A PNG's chunks carry checksums: it is written anew, without anything but the picture. */
async function redrawn(bytes: Buffer): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  return sharp(bytes).png().toBuffer()
}

async function hashFile(path: string): Promise<{ hash: string; bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  // A stream without an encoding brings bytes.
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { hash: hash.digest('hex'), bytes }
}

async function receive(body: Readable, path: string): Promise<void> {
  let bytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > MAX_BYTES) return done(new AppError('FILE_TOO_LARGE', { maxBytes: MAX_BYTES }))
      done(null, chunk)
    },
  })
  await pipeline(body, meter, createWriteStream(path))
}

/**
 * A photo in parts, so that a break in a garage costs one part and not the photo. The phone asks how
 * much is here and goes on from there. A part is written at its offset: the same part twice, or late,
 * changes nothing. The whole is verified by its hash like any other; a whole that is not right is
 * forgotten, and the phone begins again.
 */
import { AppError } from '@changeover/shared/commands'
import { constants } from 'node:fs'
import { open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Services } from '../context.ts'
import { adoptPhoto, arrivals, MAX_BYTES, type StoredPhoto } from './store.ts'

export interface PhotoReceipt {
  sha256: string
  bytes: number
}

/** The largest part; phones send smaller ones. */
const MAX_PART_BYTES = 1024 * 1024
/** A photo that nobody went on with for so long is begun anew. */
const FORGOTTEN_AFTER_MS = 7 * 86_400_000

export interface Part {
  sha256: string
  /** Parts of different people never meet: nobody can spoil another's photo. */
  personId: string
  offset: number
  /** Of the whole photo. */
  length: number
}

type Storing = Pick<Services, 'config' | 'db'>

const turns = new Map<string, Promise<unknown>>()

/** How many bytes of the photo are here without a gap. */
export async function receivedBytes(
  services: Storing,
  photo: Pick<Part, 'sha256' | 'personId'>,
): Promise<number> {
  const found = await stat(await pathOf(services, photo)).catch(() => null)
  return found?.size ?? 0
}

/**
 * Takes a part. `stored` finds a photo that is complete already, `note` writes down one that is now;
 * both in the photo's turn, so that late twins of the last part get the receipt too.
 * @returns how much is here now, and the receipt once the photo is whole and verified.
 */
export async function takePart(
  services: Storing,
  part: Part,
  body: Readable,
  {
    stored,
    note,
  }: {
    stored: () => Promise<PhotoReceipt | undefined>
    note: (photo: StoredPhoto) => Promise<PhotoReceipt>
  },
): Promise<{ received: number } & Partial<PhotoReceipt>> {
  if (part.length > MAX_BYTES) throw new AppError('FILE_TOO_LARGE', { maxBytes: MAX_BYTES })
  const bytes = await readPart(body)
  const path = await pathOf(services, part)
  return inTurn(path, async () => {
    const known = await stored()
    if (known) return { received: known.bytes, ...known }
    const here = await receivedBytes(services, part)
    // A gap is never written: the phone is told where to go on.
    if (part.offset > here || part.offset + bytes.length > part.length) return { received: here }
    await writeAt(path, part.offset, bytes)
    const received = Math.max(here, part.offset + bytes.length)
    if (received < part.length) return { received }
    try {
      return { received, ...(await note(await adoptPhoto(services, part.sha256, path))) }
    } finally {
      await rm(path, { force: true })
    }
  })
}

/** Removes photos that were begun and never finished. */
export async function forgetOldParts(services: Pick<Services, 'config'>): Promise<void> {
  const directory = await arrivals(services)
  for (const name of await readdir(directory)) {
    if (!name.startsWith('part-')) continue
    const path = join(directory, name)
    const found = await stat(path).catch(() => null)
    if (found && Date.now() - found.mtimeMs > FORGOTTEN_AFTER_MS) await rm(path, { force: true })
  }
}

async function pathOf(services: Storing, { sha256, personId }: Pick<Part, 'sha256' | 'personId'>) {
  return join(await arrivals(services), `part-${personId}-${sha256}`)
}

async function readPart(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  // A stream without an encoding brings bytes.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_PART_BYTES) throw new AppError('FILE_TOO_LARGE', { maxBytes: MAX_PART_BYTES })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function writeAt(path: string, offset: number, bytes: Buffer): Promise<void> {
  // Opened for writing anywhere in it, and made when it is the first part.
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT)
  try {
    await handle.write(bytes, 0, bytes.length, offset)
  } finally {
    await handle.close()
  }
}

/** Parts of one photo are written one after the other; those of others do not wait. */
async function inTurn<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const before = turns.get(path)
  const turn = (before ?? Promise.resolve()).then(work, work)
  turns.set(path, turn)
  try {
    return await turn
  } finally {
    if (turns.get(path) === turn) turns.delete(path)
  }
}

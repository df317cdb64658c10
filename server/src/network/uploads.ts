import { AppError, asId, newId, type Id } from '@changeover/shared/commands'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'

/** A file that somebody uploaded, waiting to be imported. */
export interface Upload {
  id: Id<'Upload'>
  /** As the person's computer calls it; never used as a path. */
  fileName: string
  bytes: number
  sha256: string
}

const KEPT_MS = 24 * 60 * 60 * 1000
const AboutSchema = z.object({ fileName: z.string(), bytes: z.int(), sha256: z.string() })

/**
 * Uploaded files, in `<CHANGEOVER_DIR>/uploads`: the bytes under a name of our own, and what is known
 * of them beside it. A file is there as a whole or not at all; after a day it is gone.
 */
export class Uploads {
  readonly #directory: string
  readonly #maxBytes: number

  constructor(config: { directory: string; maxUploadBytes: number }) {
    this.#directory = join(config.directory, 'uploads')
    this.#maxBytes = config.maxUploadBytes
  }

  /** Writes `body` to disk as it comes. @throws AppError `FILE_TOO_LARGE` past the limit; nothing is kept then. */
  async save(fileName: string, body: AsyncIterable<Uint8Array>): Promise<Upload> {
    await mkdir(this.#directory, { recursive: true })
    const id = newId<'Upload'>()
    const path = this.path(id)
    const meter = new Meter(this.#maxBytes)
    try {
      await pipeline(body, meter, createWriteStream(path, { flags: 'wx' }))
      const about = {
        fileName: basename(fileName).slice(0, 200),
        bytes: meter.bytes,
        sha256: meter.digest(),
      }
      await writeFile(`${path}.json`, JSON.stringify(about))
      return { id, ...about }
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
  }

  /** Makes the folder, for those who write into it piece by piece. */
  async prepare(): Promise<void> {
    await mkdir(this.#directory, { recursive: true })
  }

  /** Makes an upload of a file that was written beside the others. */
  async adopt(id: Id<'Upload'>, from: string, fileName: string): Promise<Upload> {
    const meter = new Meter(this.#maxBytes)
    await pipeline(createReadStream(from), meter.resume())
    const about = { fileName, bytes: meter.bytes, sha256: meter.digest() }
    await rename(from, this.path(id))
    await writeFile(`${this.path(id)}.json`, JSON.stringify(about))
    return { id, ...about }
  }

  /** What is known of an upload. @throws AppError `NOT_FOUND` when there is none, or no longer. */
  async get(id: Id<'Upload'>): Promise<Upload> {
    try {
      const about = AboutSchema.parse(JSON.parse(await readFile(`${this.path(id)}.json`, 'utf8')))
      return { id, ...about }
    } catch {
      throw new AppError('NOT_FOUND', { uploadId: id })
    }
  }

  /** The bytes. */
  open(id: Id<'Upload'>): AsyncIterable<Uint8Array> {
    return createReadStream(this.path(id), { highWaterMark: 256 * 1024 })
  }

  /** Where the bytes lie. An id is a UUID, so no path can be smuggled in. */
  path(id: Id<'Upload'>): string {
    return join(this.#directory, asId<'Upload'>(z.uuid().parse(id)))
  }

  /** Deletes what has been waiting for more than a day at `now`. */
  async clean(now: number): Promise<void> {
    const names = await readdir(this.#directory).catch(() => [])
    for (const name of names) {
      const path = join(this.#directory, name)
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }))
      if (now - mtimeMs > KEPT_MS) await rm(path, { force: true })
    }
  }
}

/** Counts and hashes what passes, and stops past the limit. */
class Meter extends Transform {
  bytes = 0
  readonly #hash = createHash('sha256')
  readonly #maxBytes: number

  constructor(maxBytes: number) {
    super()
    this.#maxBytes = maxBytes
  }

  override _transform(
    chunk: Buffer,
    _encoding: string,
    done: (error?: Error | null, data?: Buffer) => void,
  ) {
    this.bytes += chunk.length
    if (this.bytes > this.#maxBytes) {
      done(new AppError('FILE_TOO_LARGE', { maxBytes: this.#maxBytes }))
      return
    }
    this.#hash.update(chunk)
    done(null, chunk)
  }

  digest(): string {
    return this.#hash.digest('hex')
  }
}

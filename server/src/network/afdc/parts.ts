import { AppError, newId, type Id } from '@changeover/shared/commands'
import { AfdcQuerySchema, type AfdcQuery } from '@changeover/shared/network'
import { open, readFile, rename, writeFile, type FileHandle } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Upload, Uploads } from '../uploads.ts'

const BEGIN = '{"fuel_stations":[\n'
const END = '\n]}\n'

const StateSchema = z.object({
  query: AfdcQuerySchema,
  /** Stations by state, of the states that are there as a whole. */
  finished: z.record(z.string(), z.int()),
  /** How much of the file is good; what lies behind it is of a state that was broken off. */
  bytes: z.int(),
})

/**
 * Stations that are being fetched: a file that grows state by state, and beside it how far it got.
 * A process may end at any moment; whoever goes on begins behind the last whole state.
 */
export class Parts {
  readonly id: Id<'Upload'>
  readonly #path: string
  readonly #uploads: Uploads
  readonly #file: FileHandle
  #state: z.infer<typeof StateSchema>

  private constructor(
    uploads: Uploads,
    id: Id<'Upload'>,
    file: FileHandle,
    state: z.infer<typeof StateSchema>,
  ) {
    this.id = id
    this.#uploads = uploads
    this.#path = uploads.path(id)
    this.#file = file
    this.#state = state
  }

  /** Begins a new file, or goes on with one. @throws AppError `NOT_FOUND` when there is none for this query. */
  static async open(uploads: Uploads, query: AfdcQuery, resume: Id<'Upload'> | null) {
    await uploads.prepare()
    if (resume !== null) return Parts.#reopen(uploads, query, resume)
    const id = newId<'Upload'>()
    const file = await open(`${uploads.path(id)}.part`, 'wx+')
    await file.write(BEGIN, 0)
    return new Parts(uploads, id, file, { query, finished: {}, bytes: BEGIN.length })
  }

  static async #reopen(uploads: Uploads, query: AfdcQuery, id: Id<'Upload'>): Promise<Parts> {
    try {
      const text = await readFile(`${uploads.path(id)}.fetch`, 'utf8')
      const state = StateSchema.parse(JSON.parse(text))
      if (!isDeepStrictEqual(state.query, query)) throw new Error('another query')
      const file = await open(`${uploads.path(id)}.part`, 'r+')
      return new Parts(uploads, id, file, state)
    } catch {
      throw new AppError('NOT_FOUND', { uploadId: id })
    }
  }

  has(state: string): boolean {
    return Object.hasOwn(this.#state.finished, state)
  }

  get stations(): number {
    return Object.values(this.#state.finished).reduce((sum, count) => sum + count, 0)
  }

  /** Adds the stations of a state; only then does it count. */
  async add(state: string, texts: readonly string[]): Promise<void> {
    const { bytes, finished, query } = this.#state
    const isFirst = bytes === BEGIN.length
    const text = texts.map((one, index) => (isFirst && index === 0 ? one : `,\n${one}`)).join('')
    const data = Buffer.from(text)
    await this.#file.truncate(bytes)
    await this.#file.write(data, 0, data.length, bytes)
    this.#state = {
      query,
      finished: { ...finished, [state]: texts.length },
      bytes: bytes + data.length,
    }
    await writeFile(`${this.#path}.fetch.new`, JSON.stringify(this.#state))
    await rename(`${this.#path}.fetch.new`, `${this.#path}.fetch`)
  }

  /** Makes an upload of it, as if somebody had sent the file. */
  async finish(fileName: string): Promise<Upload> {
    await this.#file.truncate(this.#state.bytes)
    await this.#file.write(END, this.#state.bytes)
    await this.#file.close()
    return this.#uploads.adopt(this.id, `${this.#path}.part`, fileName)
  }

  /** Lets go of it; what is there can be gone on with. */
  async close(): Promise<void> {
    await this.#file.close()
  }
}

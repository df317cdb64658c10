import type { Readable, Writable } from 'node:stream'
import { once } from 'node:events'
import { z } from 'zod'

/**
 * A backup file: zstd over a head (JSON, one line), then for each table a line that names it, its
 * rows in COPY's text format as chunks with their length before them, and an empty chunk; then
 * likewise each file that lies beside the database, under its hash; last a line with the counts. A file without that last line was cut off and is refused.
 */
export const HeadSchema = z.object({
  /** 1 had no files. */
  format: z.literal([1, 2]),
  madeAt: z.string(),
  migrations: z.array(z.string()),
  /** The public key that signed the audit seals in it. */
  auditPublicKey: z.string(),
  auditHead: z.object({ number: z.int(), hash: z.string() }).nullable(),
})
export type BackupHead = z.infer<typeof HeadSchema>

const TableSchema = z.object({ table: z.string(), columns: z.array(z.string()) })
export type BackupTable = z.infer<typeof TableSchema>

const FileSchema = z.object({ file: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int() })
export type BackupFile = z.infer<typeof FileSchema>

const FileCountSchema = z.object({
  count: z.int(),
  bytes: z.int(),
  /** Named by the tables, and not where it should lie when the backup was made. */
  missing: z.int().default(0),
})
export type FileCount = z.infer<typeof FileCountSchema>

const EndSchema = z.object({
  end: z.literal(true),
  counts: z.record(z.string(), z.int()),
  files: FileCountSchema.nullable().default(null),
})

/** What is in a backup: its head, the number of rows of each table, and the files; null when it was made without. */
export interface Manifest extends BackupHead {
  counts: Record<string, number>
  files: FileCount | null
}

/** The file is not a backup, is damaged, or was cut off. */
export class BackupError extends Error {
  override name = 'BackupError'
}

export async function writeLine(target: Writable, value: object): Promise<void> {
  await write(target, Buffer.from(`${JSON.stringify(value)}\n`))
}

/** Writes a table's rows, or a file's bytes, as they come. */
export async function writeRows(target: Writable, rows: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of rows) {
    await write(target, Buffer.from(`${chunk.length}\n`))
    await write(target, chunk)
  }
  await write(target, Buffer.from('0\n'))
}

async function write(target: Writable, bytes: Uint8Array): Promise<void> {
  if (!target.write(bytes)) await once(target, 'drain')
}

/** What is done with the parts of a backup as they come; rows and contents must be read to their end. */
export interface BackupReader {
  onHead(head: BackupHead): Promise<void>
  onTable(table: BackupTable, rows: AsyncIterable<Buffer>): Promise<void>
  onFile(file: BackupFile, content: AsyncIterable<Buffer>): Promise<void>
}

/** Reads a backup from its beginning. @throws BackupError when it is none, is damaged or was cut off. */
export async function readBackup(source: Readable, parts: BackupReader): Promise<Manifest> {
  const reader = new LineReader(source)
  const head = parse(HeadSchema, await reader.line())
  await parts.onHead(head)
  for (;;) {
    const line = JSON.parse(await reader.line()) as unknown // Checked by the schemas below.
    const end = EndSchema.safeParse(line)
    if (end.success) {
      await reader.expectEnd()
      return { ...head, counts: end.data.counts, files: end.data.files }
    }
    const file = FileSchema.safeParse(line)
    if (file.success) await parts.onFile(file.data, chunksOf(reader))
    else await parts.onTable(TableSchema.parse(line), chunksOf(reader))
  }
}

async function* chunksOf(reader: LineReader): AsyncGenerator<Buffer> {
  for (;;) {
    const length = Number(await reader.line())
    if (!Number.isInteger(length) || length < 0) throw new BackupError('The backup is damaged.')
    if (length === 0) return
    yield await reader.bytes(length)
  }
}

function parse<T>(schema: z.ZodType<T>, line: string): T {
  try {
    return schema.parse(JSON.parse(line))
  } catch {
    throw new BackupError('This is not a backup that this version can read.')
  }
}

/** Takes lines and counted bytes off a stream, alternately. */
class LineReader {
  readonly #chunks: AsyncIterator<Buffer>
  #held: Buffer = Buffer.alloc(0)

  constructor(source: Readable) {
    this.#chunks = source[Symbol.asyncIterator]()
  }

  async line(): Promise<string> {
    let end: number
    while ((end = this.#held.indexOf(10)) < 0) await this.#more()
    return this.#take(end + 1).toString('utf8', 0, end)
  }

  async bytes(length: number): Promise<Buffer> {
    while (this.#held.length < length) await this.#more()
    return this.#take(length)
  }

  /** Reads what follows the last line: nothing, and the checksum that shows that no bit was changed. */
  async expectEnd(): Promise<void> {
    const { done } = await this.#chunks.next()
    if (!done || this.#held.length > 0) throw new BackupError('The backup goes on after its end.')
  }

  #take(length: number): Buffer {
    const taken = this.#held.subarray(0, length)
    this.#held = this.#held.subarray(length)
    return taken
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#chunks.next()
    if (done) throw new BackupError('The backup was cut off.')
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value])
  }
}

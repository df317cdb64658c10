import type { Readable, Writable } from 'node:stream'
import { once } from 'node:events'
import { z } from 'zod'

/**
 * A backup file: zstd over a head (JSON, one line), then for each table a line that names it, its
 * rows in COPY's text format as chunks with their length before them, and an empty chunk; last a
 * line with the counts. A file without that last line was cut off and is refused.
 */
export const HeadSchema = z.object({
  format: z.literal(1),
  madeAt: z.string(),
  migrations: z.array(z.string()),
  /** The public key that signed the audit seals in it. */
  auditPublicKey: z.string(),
  auditHead: z.object({ number: z.int(), hash: z.string() }).nullable(),
})
export type BackupHead = z.infer<typeof HeadSchema>

const TableSchema = z.object({ table: z.string(), columns: z.array(z.string()) })
export type BackupTable = z.infer<typeof TableSchema>

const EndSchema = z.object({ end: z.literal(true), counts: z.record(z.string(), z.int()) })

/** What is in a backup: its head and the number of rows of each table. */
export interface Manifest extends BackupHead {
  counts: Record<string, number>
}

/** The file is not a backup, is damaged, or was cut off. */
export class BackupError extends Error {
  override name = 'BackupError'
}

export async function writeLine(target: Writable, value: object): Promise<void> {
  await write(target, Buffer.from(`${JSON.stringify(value)}\n`))
}

/** Writes a table's rows as they come. */
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

/** Reads a backup from its beginning; `onTable` is given the rows and must read them all. */
export async function readBackup(
  source: Readable,
  onHead: (head: BackupHead) => Promise<void>,
  onTable: (table: BackupTable, rows: AsyncIterable<Buffer>) => Promise<void>,
): Promise<Manifest> {
  const reader = new LineReader(source)
  const head = parse(HeadSchema, await reader.line())
  await onHead(head)
  for (;;) {
    const line = JSON.parse(await reader.line()) as unknown // Checked by the schemas below.
    const end = EndSchema.safeParse(line)
    if (end.success) {
      await reader.expectEnd()
      return { ...head, counts: end.data.counts }
    }
    await onTable(TableSchema.parse(line), rowsOf(reader))
  }
}

async function* rowsOf(reader: LineReader): AsyncGenerator<Buffer> {
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

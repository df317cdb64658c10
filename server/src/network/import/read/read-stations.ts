/**
 * Reads a station file from anywhere (disk, upload, network) into records and findings, streaming.
 * Whatever is wrong with the file is in the result; only the failure of the source itself throws.
 */
import { StationTable, type ReadResult, type StationOptions } from '@changeover/shared/network'
import { decode, detectEncoding, isBinary, type Encoding } from './decode.ts'
import { unpack, withHead, type ByteLimits } from './unpack.ts'
import { UnreadableFile } from './unreadable.ts'

export interface ReadOptions extends StationOptions {
  /** How the text is encoded; told from the bytes when absent. */
  readonly encoding?: Encoding
  /** Hears of the bytes read so far of the file as it lies, packed or not. */
  readonly onProgress?: (bytes: number) => void
  readonly limits?: Partial<ByteLimits>
}

/** Enough for 500,000 stations or 1,000,000 charging units of today's columns. */
const LIMITS: ByteLimits = { maxBytes: 512 * 1024 * 1024, maxRatio: 200 }

/**
 * Reads `source` to its end, or to the point where the file proves unusable.
 * @returns all rows accounted for, with every finding at once; see `ReadResult`.
 */
export async function readStations(
  source: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): Promise<ReadResult> {
  const table = new StationTable(options)
  const limits = { ...LIMITS, ...options.limits }
  try {
    const plain = await withHead(
      unpack(source, limits, options.onProgress ?? (() => undefined)),
      512,
    )
    if (plain.head.length === 0) table.fail('EMPTY_FILE')
    else await readText(plain.head, plain.all(), table, options.encoding)
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    table.fail(error.code, error.data)
  }
  return table.finish()
}

async function readText(
  head: Uint8Array,
  bytes: AsyncIterable<Uint8Array>,
  table: StationTable,
  wanted: Encoding | undefined,
): Promise<void> {
  const encoding = wanted ?? detectEncoding(head)
  if (!encoding.startsWith('utf-16') && isBinary(head)) return table.fail('NOT_A_TABLE')
  for await (const text of decode(bytes, encoding)) {
    table.push(text)
    if (table.isDone) return
  }
}

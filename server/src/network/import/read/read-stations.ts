/**
 * Reads a station file from anywhere (disk, upload, network) into records and findings, streaming.
 * Whatever is wrong with the file is in the result; only the failure of the source itself throws.
 */
import {
  StationDocument,
  StationTable,
  type DocumentOptions,
  type ReadResult,
  type StationOptions,
} from '@changeover/shared/network'
import { decode, detectEncoding, isBinary, type Encoding } from './decode.ts'
import { readWorkbook } from './read-workbook.ts'
import { isZip } from './zip.ts'
import { unpack, withHead, type ByteLimits } from './unpack.ts'
import { UnreadableFile } from './unreadable.ts'

export interface ReadOptions extends StationOptions, DocumentOptions {
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
  const limits = { ...LIMITS, ...options.limits }
  const table = new StationTable(options)
  let reader: Reader = table
  try {
    const plain = await withHead(unpack(source, limits, options.onProgress ?? ignore), HEAD_BYTES)
    const encoding = options.encoding ?? detectEncoding(plain.head)
    if (startsAsJson(plain.head, encoding)) reader = new StationDocument(options)
    if (plain.head.length === 0) reader.fail('EMPTY_FILE')
    else if (isZip(plain.head)) await readWorkbook(plain.all(), table)
    else if (!encoding.startsWith('utf-16') && isBinary(plain.head)) reader.fail('NOT_A_TABLE')
    else await readText(decode(plain.all(), encoding), reader)
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    reader.fail(error.code, error.data)
  }
  return reader.finish()
}

type Reader = StationTable | StationDocument

/** Enough to tell any format by. */
const HEAD_BYTES = 512

function ignore(): void {}

function startsAsJson(head: Uint8Array, encoding: Encoding): boolean {
  return /^\s*[[{]/.test(new TextDecoder(encoding).decode(head))
}

async function readText(texts: AsyncIterable<string>, reader: Reader): Promise<void> {
  for await (const text of texts) {
    reader.push(text)
    if (reader.isDone) return
  }
}

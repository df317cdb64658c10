/**
 * Reads a file from anywhere (disk, upload, network) into records and findings, streaming. Whatever
 * is wrong with the file is in the result; only the failure of the source itself throws.
 */
import {
  homeKits,
  siteCoordinates,
  StationDocument,
  stationDetails,
  StationTable,
  type DocumentOptions,
  type Encoding,
  type HomeKitOrder,
  type ListOptions,
  type ListResult,
  type ReadResult,
  type ListedStation,
  type PlacedSite,
  type StationOptions,
} from '@changeover/shared/network'
import { decode, detectEncoding, isBinary } from './decode.ts'
import { readWorkbook, type TableReader } from './read-workbook.ts'
import { unpack, withHead, type ByteLimits } from './unpack.ts'
import { UnreadableFile } from './unreadable.ts'
import { isZip } from './zip.ts'

/** How bytes become text; the same for every kind of file. */
export interface ByteOptions {
  /** How the text is encoded; told from the bytes when absent. */
  readonly encoding?: Encoding
  /** Hears of the bytes read so far of the file as it lies, packed or not. */
  readonly onProgress?: (bytes: number) => void
  readonly limits?: Partial<ByteLimits>
}

export interface ReadOptions extends StationOptions, DocumentOptions, ByteOptions {}

/** All stations of the United States and Canada have some 50 MB, all their charging units 120 MB. */
const LIMITS: ByteLimits = { maxBytes: 256 * 1024 * 1024, maxRatio: 200 }

/** Enough to tell any format by. */
const HEAD_BYTES = 512

/**
 * Reads a station file to its end, or to the point where it proves unusable.
 * @returns all rows accounted for, with every finding at once; see `ReadResult`.
 */
export async function readStations(
  source: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): Promise<ReadResult> {
  const table = new StationTable(options)
  const document = new StationDocument(options)
  const reader = await readInto(source, table, document, options)
  return reader.finish()
}

/** Reads an owner's hardware file, CSV or XLSX: facts to join to stations by their ids. */
export async function readStationDetails(
  source: AsyncIterable<Uint8Array>,
  options: ListOptions & ByteOptions = {},
): Promise<ListResult<ListedStation>> {
  const list = stationDetails(options)
  return (await readInto(source, list, list, options)).finish()
}

/** Reads a list of home kit orders, CSV or XLSX. */
export async function readHomeKits(
  source: AsyncIterable<Uint8Array>,
  options: ListOptions & ByteOptions = {},
): Promise<ListResult<HomeKitOrder>> {
  const list = homeKits(options)
  return (await readInto(source, list, list, options)).finish()
}

/** Reads a table of sites and where they stand, CSV or XLSX. */
export async function readSiteCoordinates(
  source: AsyncIterable<Uint8Array>,
  options: ListOptions & ByteOptions = {},
): Promise<ListResult<PlacedSite>> {
  const list = siteCoordinates(options)
  return (await readInto(source, list, list, options)).finish()
}

interface TextReader {
  readonly isDone: boolean
  push(text: string): void
  fail: TableReader['fail']
}

/** Feeds the file to the reader of tables or of JSON documents, and returns the one it took. */
async function readInto<Rows extends TextReader & TableReader, Document extends TextReader>(
  source: AsyncIterable<Uint8Array>,
  table: Rows,
  document: Document,
  options: ByteOptions,
): Promise<Rows | Document> {
  const limits = { ...LIMITS, ...options.limits }
  const bytes = unpack(source, limits, options.onProgress ?? ignore)
  let reader: Rows | Document = table
  try {
    const plain = await withHead(bytes, HEAD_BYTES)
    const encoding = options.encoding ?? detectEncoding(plain.head)
    if (startsAsJson(plain.head, encoding)) reader = document
    if (plain.head.length === 0) reader.fail('EMPTY_FILE')
    else if (isZip(plain.head)) await readWorkbook(plain.all(), table)
    else if (!encoding.startsWith('utf-16') && isBinary(plain.head)) reader.fail('NOT_A_TABLE')
    else await readText(decode(plain.all(), encoding), reader)
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    reader.fail(error.code, error.data)
  } finally {
    await bytes.return(undefined)
  }
  return reader
}

function ignore(): void {}

function startsAsJson(head: Uint8Array, encoding: Encoding): boolean {
  return /^\s*[[{]/.test(new TextDecoder(encoding).decode(head))
}

async function readText(texts: AsyncIterable<string>, reader: TextReader): Promise<void> {
  for await (const text of texts) {
    reader.push(text)
    if (reader.isDone) return
  }
}

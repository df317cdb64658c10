/**
 * A look into a ZIP archive before anybody unpacks it: which files it holds and that they stay
 * within a limit together, whatever sizes the archive claims.
 */
import { inflateRawSync } from 'node:zlib'
import { UnreadableFile } from './unreadable.ts'

const DIRECTORY_END = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const STORED = 0
const DEFLATED = 8

export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4
}

interface Entry {
  readonly name: string
  readonly method: number
  readonly offset: number
  readonly size: number
}

/**
 * Unpacks an archive (APPNOTE 6.3) into its files.
 * @param maxBytes of all files together
 * @throws UnreadableFile when it is damaged, encrypted, or larger than that.
 */
export function openZip(bytes: Buffer, maxBytes: number): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  let left = maxBytes
  try {
    for (const entry of readDirectory(bytes)) {
      const content = unpackEntry(bytes, entry, left)
      left -= content.length
      if (left < 0) throw new UnreadableFile('TOO_COMPRESSED', { limit: maxBytes })
      files.set(entry.name, content)
    }
  } catch (error) {
    throw error instanceof UnreadableFile ? error : asUnreadable(error, maxBytes)
  }
  return files
}

function readDirectory(bytes: Buffer): Entry[] {
  let end = bytes.length - 22
  const lowest = Math.max(0, end - 65_535)
  while (end >= lowest && bytes.readUInt32LE(end) !== DIRECTORY_END) end--
  if (end < lowest) throw new UnreadableFile('TRUNCATED_FILE')
  const entries: Entry[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new UnreadableFile('CORRUPT_FILE')
    const nameLength = bytes.readUInt16LE(at + 28)
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      size: bytes.readUInt32LE(at + 20),
      offset: bytes.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

function unpackEntry(bytes: Buffer, { method, offset, size }: Entry, maxBytes: number): Buffer {
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
  const packed = bytes.subarray(start, start + size)
  if (method === STORED) return packed
  if (method === DEFLATED) return inflateRawSync(packed, { maxOutputLength: Math.max(1, maxBytes) })
  throw new UnreadableFile('CORRUPT_FILE')
}

function asUnreadable(error: unknown, limit: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ERR_BUFFER_TOO_LARGE') return new UnreadableFile('TOO_COMPRESSED', { limit })
  if (error instanceof RangeError) return new UnreadableFile('CORRUPT_FILE')
  return typeof code === 'string' && code.startsWith('Z_')
    ? new UnreadableFile('CORRUPT_FILE')
    : error
}

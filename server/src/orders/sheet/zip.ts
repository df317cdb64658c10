import { createDeflateRaw, crc32 } from 'node:zlib'

/** A file inside the archive; its text comes in pieces. */
export interface ZipEntry {
  name: string
  content: AsyncIterable<string> | Iterable<string>
}

interface WrittenEntry {
  name: Buffer
  crc: number
  packed: number
  size: number
  offset: number
}

const VERSION = 20
/** Sizes follow the data (bit 3), names are UTF-8 (bit 11). */
const FLAGS = 0x0808
const DEFLATED = 8
/** 1 January 1980, the earliest day that the format can say: the archive tells no time. */
const DOS_DATE = 0x21

/**
 * A ZIP archive (PKWARE APPNOTE 6.3, without the 64-bit extensions) written as a stream: nothing is
 * held but the directory. Entries stay below 4 GB each; so does the archive.
 */
export async function* zip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const written: WrittenEntry[] = []
  let offset = 0
  for await (const { name, content } of entries) {
    const entry = { name: Buffer.from(name), crc: 0, packed: 0, size: 0, offset }
    const head = localHeader(entry)
    yield head
    for await (const chunk of deflate(content, entry)) {
      entry.packed += chunk.length
      yield chunk
    }
    const descriptor = numbers([4, 0x08074b50], [4, entry.crc], [4, entry.packed], [4, entry.size])
    yield descriptor
    offset += head.length + entry.packed + descriptor.length
    written.push(entry)
  }
  const directory = Buffer.concat(written.map(directoryHeader))
  yield directory
  yield numbers(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, written.length],
    [2, written.length],
    [4, directory.length],
    [4, offset],
    [2, 0],
  )
}

async function* deflate(
  content: ZipEntry['content'],
  entry: Pick<WrittenEntry, 'crc' | 'size'>,
): AsyncGenerator<Buffer> {
  const packer = createDeflateRaw()
  const feed = async () => {
    for await (const text of content) {
      const bytes = Buffer.from(text)
      entry.crc = crc32(bytes, entry.crc)
      entry.size += bytes.length
      if (!packer.write(bytes)) await new Promise((resolve) => packer.once('drain', resolve))
    }
    packer.end()
  }
  const feeding = feed().catch((error: unknown) => packer.destroy(error as Error)) // Whatever was thrown ends the stream with it.
  for await (const chunk of packer) yield chunk as Buffer // zlib streams give buffers.
  await feeding
}

function localHeader({ name }: WrittenEntry): Buffer {
  return Buffer.concat([
    numbers([4, 0x04034b50], ...common(0, 0, 0), [2, name.length], [2, 0]),
    name,
  ])
}

function directoryHeader({ name, crc, packed, size, offset }: WrittenEntry): Buffer {
  return Buffer.concat([
    numbers(
      [4, 0x02014b50],
      [2, VERSION],
      ...common(crc, packed, size),
      [2, name.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ),
    name,
  ])
}

function common(crc: number, packed: number, size: number): [2 | 4, number][] {
  return [
    [2, VERSION],
    [2, FLAGS],
    [2, DEFLATED],
    [2, 0],
    [2, DOS_DATE],
    [4, crc],
    [4, packed],
    [4, size],
  ]
}

/** Little-endian numbers of two or four bytes. */
function numbers(...fields: [2 | 4, number][]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0))
  let at = 0
  for (const [bytes, value] of fields) at = buffer.writeUIntLE(value, at, bytes)
  return buffer
}

/**
 * The bytes of a file, unpacked when they are gzip (told by content, not by name), under limits
 * that hold however the file was made: total bytes, and the ratio that gives away a zip bomb.
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { UnreadableFile } from './unreadable.ts'

export interface ByteLimits {
  /** Most bytes of the unpacked file. */
  readonly maxBytes: number
  /** Most unpacked bytes for each packed byte, once `RATIO_FROM` bytes are out. */
  readonly maxRatio: number
}

/** Station files pack 5 to 20 times; a bomb packs a thousand times. Small files may do as they like. */
const RATIO_FROM = 16 * 1024 * 1024
const SLICE_BYTES = 16 * 1024

/**
 * Yields the plain bytes of `source` as they come. `onProgress` hears of the bytes taken from
 * `source`, which is what a progress bar over the file's size wants.
 * @throws UnreadableFile when the gzip is damaged or ends early, or a limit is passed.
 */
export async function* unpack(
  source: AsyncIterable<Uint8Array>,
  limits: ByteLimits,
  onProgress: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const packed = { bytes: 0 }
  const chunks = await withHead(count(source, onProgress), 512)
  const isGzip = chunks.head[0] === 0x1f && chunks.head[1] === 0x8b
  let given = 0
  try {
    for await (const chunk of isGzip ? gunzip(slice(chunks.all(), packed)) : chunks.all()) {
      given += chunk.length
      if (given > limits.maxBytes) throw new UnreadableFile('TOO_LARGE', { limit: limits.maxBytes })
      if (isGzip && given > RATIO_FROM && given > packed.bytes * limits.maxRatio)
        throw new UnreadableFile('TOO_COMPRESSED', { limit: limits.maxRatio })
      yield chunk
    }
  } finally {
    await chunks.close()
  }
}

async function* count(
  source: AsyncIterable<Uint8Array>,
  onProgress: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.length
    onProgress(bytes)
    yield chunk
  }
}

/** Small pieces, counted as they go into the unpacker: a bomb is told before much of it is out. */
async function* slice(
  source: AsyncIterable<Uint8Array>,
  packed: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source)
    for (let start = 0; start < chunk.length; start += SLICE_BYTES) {
      const piece = chunk.subarray(start, start + SLICE_BYTES)
      packed.bytes += piece.length
      yield piece
    }
}

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const plain = createGunzip()
  const done = pipeline(Readable.from(source, { objectMode: false }), plain)
  // The same failure also ends the loop below, which is where it is handled.
  done.catch(() => undefined)
  try {
    for await (const chunk of plain) yield chunk
    await done
  } catch (error) {
    throw asUnreadable(error)
  } finally {
    plain.destroy()
  }
}

function asUnreadable(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'Z_BUF_ERROR') return new UnreadableFile('TRUNCATED_FILE')
  if (code === 'Z_DATA_ERROR') return new UnreadableFile('CORRUPT_FILE')
  return error
}

/**
 * Reads at least `length` bytes ahead, and hands out everything from the start. `close` lets go of
 * the source, also when nobody has asked for all of it.
 */
export async function withHead(source: AsyncIterable<Uint8Array>, length: number) {
  const iterator = source[Symbol.asyncIterator]()
  const parts: Uint8Array[] = []
  let size = 0
  while (size < length) {
    const { value, done } = await iterator.next()
    if (done) break
    parts.push(value)
    size += value.length
  }
  const head = Buffer.concat(parts)
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head
    for (;;) {
      const { value, done } = await iterator.next()
      if (done) return
      yield value
    }
  }
  const close = async () => {
    await iterator.return?.()
  }
  return { head, all, close }
}

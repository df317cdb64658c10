/**
 * Text from bytes. UTF-8 unless the bytes say otherwise (a byte order mark, or the zero bytes of
 * UTF-16); Windows-1252 only when the person says so. Bytes that are not valid come out as U+FFFD,
 * which the table reports by line and column, so nothing is read wrongly without a word.
 */
import type { Encoding } from '@changeover/shared/network'

/** The encoding that the first bytes of a file show. */
export function detectEncoding(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const pairs = Math.min(head.length >> 1, 128)
  let low = 0
  let high = 0
  for (let pair = 0; pair < pairs; pair++) {
    if (head[2 * pair] === 0) high++
    if (head[2 * pair + 1] === 0) low++
  }
  if (pairs >= 4 && low > pairs * 0.7) return 'utf-16le'
  if (pairs >= 4 && high > pairs * 0.7) return 'utf-16be'
  return 'utf-8'
}

/** Whether the first bytes are no text: control characters other than tab, line ends and form feed. */
export function isBinary(head: Uint8Array): boolean {
  const isControl = (byte: number) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27)
  return head.subarray(0, 512).filter(isControl).length > head.length / 50
}

/** The text of some bytes, piece by piece, without a byte order mark. */
export async function* decode(
  source: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of source) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

/**
 * Where a photo was taken, and how to make it forget. Pure and of the same length: what is blanked is
 * overwritten, so that no other part of the file moves. Works on any container that carries Exif
 * (JPEG, HEIC, WebP): the position lies in the GPS directory of a TIFF block (CIPA DC-008, 4.6.6) and
 * sometimes again as `exif:GPS…` in an XMP packet.
 */

const GPS_POINTER = 0x8825
const ENTRY_BYTES = 12
/** Bytes of one value of each TIFF type, by its number. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]
const MOST_ENTRIES = 512

/** A copy without the position, or null when there is none in it. */
export function withoutPosition(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const copy = new Uint8Array(bytes)
  let found = false
  for (const start of tiffStarts(copy)) found = blankGps(copy, start) || found
  found = blankXmp(copy) || found
  return found ? copy : null
}

/** Where TIFF blocks begin: `II*\0` or `MM\0*`, wherever the container put them. */
function* tiffStarts(bytes: Uint8Array): Generator<number> {
  for (let at = 0; at + 8 <= bytes.length; at++) {
    const isLittle =
      bytes[at] === 0x49 && bytes[at + 1] === 0x49 && bytes[at + 2] === 42 && bytes[at + 3] === 0
    const isBig =
      bytes[at] === 0x4d && bytes[at + 1] === 0x4d && bytes[at + 2] === 0 && bytes[at + 3] === 42
    if (isLittle || isBig) yield at
  }
}

/** Blanks the GPS directory of the TIFF block at `start`; anything that does not read as one is left. */
function blankGps(bytes: Uint8Array, start: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start)
  const isLittle = bytes[start] === 0x49
  const entries = directoryAt(view, view.getUint32(4, isLittle), isLittle)
  const pointer = entries.find((entry) => view.getUint16(entry, isLittle) === GPS_POINTER)
  if (pointer === undefined) return false
  const place = view.getUint32(pointer + 8, isLittle)
  const directory = directoryAt(view, place, isLittle)
  for (const entry of directory) {
    const size =
      (TYPE_BYTES[view.getUint16(entry + 2, isLittle)] ?? 0) * view.getUint32(entry + 4, isLittle)
    const value = view.getUint32(entry + 8, isLittle)
    if (size > 4 && value + size <= view.byteLength)
      bytes.fill(0, start + value, start + value + size)
    bytes.fill(0, start + entry, start + entry + ENTRY_BYTES)
  }
  // A directory of no entries is no position.
  if (directory.length > 0) view.setUint16(place, 0, isLittle)
  return directory.length > 0
}

/** Offsets of a directory's entries; none when it does not lie within the block. */
function directoryAt(view: DataView, place: number, isLittle: boolean): number[] {
  if (place < 8 || place + 2 > view.byteLength) return []
  const count = view.getUint16(place, isLittle)
  if (count > MOST_ENTRIES || place + 2 + count * ENTRY_BYTES > view.byteLength) return []
  return Array.from({ length: count }, (_unused, index) => place + 2 + index * ENTRY_BYTES)
}

/** Blanks XMP packets that speak of GPS; spaces are what a packet is padded with. */
function blankXmp(bytes: Uint8Array): boolean {
  let found = false
  for (
    let at = indexOf(bytes, '<x:xmpmeta', 0);
    at >= 0;
    at = indexOf(bytes, '<x:xmpmeta', at + 1)
  ) {
    const end = indexOf(bytes, '</x:xmpmeta>', at)
    if (end < 0) break
    const gps = indexOf(bytes, 'exif:GPS', at)
    if (gps < 0 || gps > end) continue
    bytes.fill(0x20, at, end + '</x:xmpmeta>'.length)
    found = true
  }
  return found
}

function indexOf(bytes: Uint8Array, text: string, from: number): number {
  const wanted = Array.from(text, (letter) => letter.charCodeAt(0))
  for (let at = bytes.indexOf(wanted[0], from); at >= 0; at = bytes.indexOf(wanted[0], at + 1))
    if (wanted.every((code, index) => bytes[at + index] === code)) return at
  return -1
}

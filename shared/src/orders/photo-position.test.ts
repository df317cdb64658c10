import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutPosition } from './photo-position.ts'

/** A JPEG's Exif segment: orientation 6, and a GPS directory with a latitude of 47° 36′ 12″. */
function exifSegment(isLittle: boolean): Uint8Array {
  const tiff = new DataView(new ArrayBuffer(8 + 30 + 18 + 24))
  tiff.setUint16(0, isLittle ? 0x4949 : 0x4d4d)
  tiff.setUint16(2, 42, isLittle)
  tiff.setUint32(4, 8, isLittle)
  tiff.setUint16(8, 2, isLittle)
  entry(tiff, 10, { tag: 0x0112, type: 3, count: 1, value: 6 }, isLittle)
  entry(tiff, 22, { tag: 0x8825, type: 4, count: 1, value: 38 }, isLittle)
  tiff.setUint16(38, 1, isLittle)
  entry(tiff, 40, { tag: 2, type: 5, count: 3, value: 56 }, isLittle)
  for (const [index, part] of [47, 1, 36, 1, 12, 1].entries())
    tiff.setUint32(56 + index * 4, part, isLittle)
  return new Uint8Array([
    0xff,
    0xd8,
    0xff,
    0xe1,
    0,
    tiff.byteLength + 8,
    ...bytesOf('Exif\0\0'),
    ...new Uint8Array(tiff.buffer),
    0xff,
    0xd9,
  ])
}

const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

function entry(
  view: DataView,
  at: number,
  { tag, type, count, value }: { tag: number; type: number; count: number; value: number },
  isLittle: boolean,
): void {
  view.setUint16(at, tag, isLittle)
  view.setUint16(at + 2, type, isLittle)
  view.setUint32(at + 4, count, isLittle)
  if (type === 3) view.setUint16(at + 8, value, isLittle)
  else view.setUint32(at + 8, value, isLittle)
}

describe('a photo without its position', () => {
  for (const isLittle of [true, false])
    it(`has no coordinates left and keeps its orientation, ${isLittle ? 'little' : 'big'} endian`, () => {
      const photo = exifSegment(isLittle)
      const blank = withoutPosition(photo)
      if (!blank) throw new Error('The position was not found')
      expect(blank.length).toBe(photo.length)
      const tiff = new DataView(blank.buffer, 12)
      expect(tiff.getUint16(18, isLittle)).toBe(6)
      expect(tiff.getUint16(38, isLittle)).toBe(0)
      expect(blank.slice(12 + 56, 12 + 80)).toEqual(new Uint8Array(24))
      expect(withoutPosition(blank)).toBeNull()
    })

  it('has no coordinates left in its XMP packet', () => {
    const packet = '<x:xmpmeta><rdf exif:GPSLatitude="47,36.2N"/></x:xmpmeta>'
    const blank = withoutPosition(bytesOf(`before${packet}after`))
    expect(String.fromCharCode(...(blank ?? []))).toBe(`before${' '.repeat(packet.length)}after`)
    const other = '<x:xmpmeta><rdf xmp:Rating="5"/></x:xmpmeta>'
    expect(withoutPosition(bytesOf(other))).toBeNull()
  })

  it('is never made of other bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        const photo = new Uint8Array([...exifSegment(true), ...noise])
        expect(withoutPosition(photo)?.length).toBe(photo.length)
        const damaged = new Uint8Array([...photo.slice(0, 20), ...noise])
        withoutPosition(damaged)
      }),
    )
  })
})

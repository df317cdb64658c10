import { withoutPosition } from '@changeover/shared/orders'
import { sha256Of } from '../sync/hash.ts'

const LONGEST_SIDE_PX = 1600
const QUALITY = 0.75

/** A photo as it will be kept and sent: small enough for a garage's signal. */
export interface ScaledPhoto {
  bytes: ArrayBuffer
  type: string
  sha256: string
}

/**
 * Scales a photo on the phone. One that the browser cannot draw is kept as it is: it is evidence. Where
 * it was taken leaves the phone only if the organisation keeps that.
 */
export async function scalePhoto(file: File, keepsPosition: boolean): Promise<ScaledPhoto> {
  const { default: Compressor } = await import('compressorjs')
  const scaled = await new Promise<Blob>((resolve) => {
    // The library works from its constructor on.
    void new Compressor(file, {
      maxWidth: LONGEST_SIDE_PX,
      maxHeight: LONGEST_SIDE_PX,
      quality: QUALITY,
      mimeType: 'image/jpeg',
      strict: false,
      retainExif: keepsPosition,
      success: resolve,
      error: () => resolve(file),
    })
  })
  const original = await scaled.arrayBuffer()
  const blank = keepsPosition ? null : withoutPosition(new Uint8Array(original))
  const bytes = blank?.buffer ?? original
  return { bytes, type: scaled.type || 'image/jpeg', sha256: await sha256Of(bytes) }
}

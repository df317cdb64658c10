import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader'
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'

// Our own copy: nothing is fetched from anywhere else.
prepareZXingModule({ overrides: { locateFile: () => wasmUrl } })

const options: ReaderOptions = {
  formats: ['QRCode', 'Code128', 'Code39', 'DataMatrix', 'EAN13'],
  tryHarder: true,
  maxNumberOfSymbols: 1,
}
/** Wider pictures cost time and show no code that this does not. */
const WIDEST_PX = 960

/** Looks for a code in what the camera shows now. */
export async function readFrame(
  video: HTMLVideoElement,
  canvas: HTMLCanvasElement,
): Promise<string | null> {
  const scale = Math.min(1, WIDEST_PX / video.videoWidth)
  canvas.width = Math.round(video.videoWidth * scale)
  canvas.height = Math.round(video.videoHeight * scale)
  const picture = canvas.getContext('2d', { willReadFrequently: true })
  if (!picture || canvas.width === 0) return null
  picture.drawImage(video, 0, 0, canvas.width, canvas.height)
  const frame = picture.getImageData(0, 0, canvas.width, canvas.height)
  const [code] = await readBarcodes(frame, options)
  return code?.text || null
}

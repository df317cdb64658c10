/**
 * Reads codes from the camera: with the browser's own reader where there is one, with ZXing as
 * WebAssembly elsewhere (iPhones, most desks). ZXing is fetched when a camera first opens and lies
 * in the service worker's cache, so that it works in a garage too.
 */

interface CodeReader {
  read(video: HTMLVideoElement): Promise<string | null>
}

interface NativeReader {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}

declare global {
  interface Window {
    BarcodeDetector?: {
      new (options?: { formats: string[] }): NativeReader
      getSupportedFormats(): Promise<string[]>
    }
  }
}

const formats = ['qr_code', 'code_128', 'code_39', 'data_matrix', 'ean_13']
const LOOK_MS = 150

export function canScan(): boolean {
  return navigator.mediaDevices !== undefined
}

/**
 * Shows the camera in `video` and resolves with the first code it sees; null when it was stopped.
 * @throws DOMException when there is no camera or the crew did not allow it.
 */
export async function scanCode(video: HTMLVideoElement, stop: AbortSignal): Promise<string | null> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  try {
    video.srcObject = stream
    await video.play()
    const reader = await openReader()
    while (!stop.aborted) {
      const code = await reader.read(video).catch(() => null)
      if (code) return code.trim()
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
    return null
  } finally {
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
}

async function openReader(): Promise<CodeReader> {
  const native = window.BarcodeDetector
  // Some browsers have the interface and no reader behind it.
  const supported = await native?.getSupportedFormats().catch((): string[] => [])
  if (native && supported?.includes('qr_code')) {
    const reader = new native({ formats: formats.filter((format) => supported.includes(format)) })
    return { read: async (video) => (await reader.detect(video))[0]?.rawValue ?? null }
  }
  const { readFrame } = await import('./zxing.ts')
  const canvas = document.createElement('canvas')
  return { read: (video) => readFrame(video, canvas) }
}

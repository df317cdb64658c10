/** The browser's own reader of codes; not every phone has one. */
interface BarcodeReader {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}

declare global {
  interface Window {
    BarcodeDetector?: new (options?: { formats: string[] }) => BarcodeReader
  }
}

const formats = ['qr_code', 'code_128', 'code_39', 'data_matrix', 'ean_13']
const LOOK_MS = 200

export function canScan(): boolean {
  return window.BarcodeDetector !== undefined && navigator.mediaDevices !== undefined
}

/** Shows the camera in `video` and resolves with the first code it sees; null when it was stopped. */
export async function scanCode(video: HTMLVideoElement, stop: AbortSignal): Promise<string | null> {
  if (!window.BarcodeDetector) return null
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  try {
    video.srcObject = stream
    await video.play()
    const reader = new window.BarcodeDetector({ formats })
    while (!stop.aborted) {
      const [code] = await reader.detect(video).catch(() => [])
      if (code) return code.rawValue.trim()
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
    return null
  } finally {
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
}

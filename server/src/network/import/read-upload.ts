import type { ReadResult } from '@changeover/shared/network'
import type { Upload, Uploads } from '../uploads.ts'
import type { OnProgress } from './progress.ts'
import { readStations } from './read/index.ts'

/** Reads an upload into records and findings. It is read anew each time: what is not kept cannot be stale. */
export async function readUpload(
  uploads: Uploads,
  upload: Upload,
  network: string | null,
  tell: OnProgress = () => undefined,
): Promise<ReadResult> {
  return readStations(uploads.open(upload.id), {
    ...(network === null ? {} : { network }),
    onProgress: (bytes) =>
      tell({ stage: 'reading', share: Math.min(1, bytes / Math.max(1, upload.bytes)) }),
  })
}

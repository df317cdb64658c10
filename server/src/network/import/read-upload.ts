import type {
  HomeKitOrder,
  ImportRequest,
  ListedStation,
  ListResult,
  ReadResult,
  Repairs,
  RowWatch,
} from '@changeover/shared/network'
import type { Upload, Uploads } from '../uploads.ts'
import type { OnProgress } from './progress.ts'
import { readHomeKits, readStationDetails, readStations } from './read/index.ts'

/** How an upload is to be read: with what mended, and who hears of it. */
export interface ListReading extends Partial<Repairs> {
  tell?: OnProgress
  /** Rows to keep in full, to be shown. */
  watch?: RowWatch
}

export interface StationReading
  extends ListReading, Partial<Pick<ImportRequest, 'network' | 'mapping'>> {}

/** Reads an upload into records and findings. It is read anew each time: what is not kept cannot be stale. */
export function readUpload(
  uploads: Uploads,
  upload: Upload,
  how: StationReading = {},
): Promise<ReadResult> {
  return readStations(uploads.open(upload.id), {
    ...optionsOf(upload, how),
    ...(how.network ? { network: how.network } : {}),
    ...(how.mapping ? { mapping: how.mapping } : {}),
  })
}

/** Reads an upload as an owner's hardware file. */
export function readDetailsUpload(
  uploads: Uploads,
  upload: Upload,
  how: ListReading = {},
): Promise<ListResult<ListedStation>> {
  return readStationDetails(uploads.open(upload.id), optionsOf(upload, how))
}

/** Reads an upload as a list of home kit orders. */
export function readHomeKitsUpload(
  uploads: Uploads,
  upload: Upload,
  how: ListReading = {},
): Promise<ListResult<HomeKitOrder>> {
  return readHomeKits(uploads.open(upload.id), optionsOf(upload, how))
}

function optionsOf(upload: Upload, { fixes, dropRows, edits, encoding, watch, tell }: ListReading) {
  return {
    fixes: new Set(fixes),
    dropRows: new Set(dropRows),
    edits: edits ?? [],
    ...(encoding ? { encoding } : {}),
    ...(watch ? { watch } : {}),
    onProgress: (bytes: number) =>
      tell?.({ stage: 'reading', share: Math.min(1, bytes / Math.max(1, upload.bytes)) }),
  }
}

import type { Id } from '@changeover/shared/commands'
import {
  isHomeKitHeader,
  isStationDetailsHeader,
  suggestMapping,
  type FileKind,
  type ReadResult,
  type UploadFindings,
} from '@changeover/shared/network'
import type { Services } from '../../context.ts'
import { Uploads, type Upload } from '../uploads.ts'
import { describeFile, describeList } from './findings.ts'
import { findMapping } from './mappings.ts'
import { readDetailsUpload, readHomeKitsUpload, readUpload } from './read-upload.ts'

/**
 * What a file is and what is wrong with it, whatever it would change. Its kind is told by its
 * columns, unless somebody says which it is.
 */
export async function inspectUpload(
  services: Pick<Services, 'config' | 'db'>,
  uploadId: Id<'Upload'>,
  said: FileKind | null = null,
): Promise<UploadFindings> {
  const uploads = new Uploads(services.config)
  const upload = await uploads.get(uploadId)
  if (said !== null && said !== 'stations') return inspectList(uploads, upload, said)
  const result = await readUpload(uploads, upload)
  const kind = said ?? kindOf(result)
  if (kind !== 'stations') return inspectList(uploads, upload, kind)
  if (!isOwnTable(result)) return { ...describeFile(upload, result), mapping: null }

  const remembered = await findMapping(services.db, result.header)
  if (remembered === null) {
    const columns = suggestMapping(result.header)
    return { ...describeFile(upload, result), mapping: { columns, isRemembered: false } }
  }
  const mapped = await readUpload(uploads, upload, { mapping: remembered })
  const mapping = { columns: remembered, isRemembered: true }
  return { ...describeFile(upload, mapped), mapping }
}

async function inspectList(
  uploads: Uploads,
  upload: Upload,
  kind: 'station_details' | 'home_kits',
): Promise<UploadFindings> {
  const result =
    kind === 'home_kits'
      ? await readHomeKitsUpload(uploads, upload)
      : await readDetailsUpload(uploads, upload)
  return { ...describeList(upload, kind, result), mapping: null }
}

function kindOf(result: ReadResult): FileKind {
  if (!isOwnTable(result)) return 'stations'
  if (isHomeKitHeader(result.header)) return 'home_kits'
  return isStationDetailsHeader(result.header) ? 'station_details' : 'stations'
}

/** Whether it is a table with columns that no known source has. */
function isOwnTable({ format, header, problemCounts }: ReadResult): boolean {
  return format === null && header.length > 0 && problemCounts.has('UNKNOWN_FORMAT')
}

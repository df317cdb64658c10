import { asId, ERRORS, isErrorCode, type Id } from '@changeover/shared/commands'
import type { Repairs } from '@changeover/shared/network'
import type { Explanation } from '../lib/explain.ts'

/** An upload that the server refused, or never got. */
export class UploadError extends Error {
  /** The server's code, or `OFFLINE`. */
  readonly code: string

  constructor(code: string) {
    super(code)
    this.name = 'UploadError'
    this.code = code
  }
}

/**
 * Sends a file as it lies on the disk; `onProgress` hears the share that has left, from 0 to 1.
 * @throws UploadError
 */
export function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Id<'Upload'>> {
  const request = new XMLHttpRequest() // `fetch` does not tell how much of a body has been sent.
  return new Promise((resolve, reject) => {
    request.open('POST', '/api/files/upload')
    request.responseType = 'json'
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total > 0 ? loaded / total : 0),
    )
    request.addEventListener('load', () => {
      // Our own route's answer: an Upload, or the code of an error.
      const answer = request.response as { id?: string; error?: string } | null
      if (request.status === 200 && answer?.id) resolve(asId<'Upload'>(answer.id))
      else reject(new UploadError(answer?.error ?? 'UNEXPECTED'))
    })
    for (const event of ['error', 'abort'])
      request.addEventListener(event, () => reject(new UploadError('OFFLINE')))
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

/**
 * The rows of an upload that are kept out, as CSV. What was mended goes in the body: it holds cells.
 * @throws UploadError
 */
export async function rejectedRows(
  uploadId: Id<'Upload'>,
  asked: { network: string | null; repairs: Repairs },
): Promise<Blob> {
  const response = await fetch(`/api/files/upload/${uploadId}/rejected.csv`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  }).catch(() => null)
  if (response?.ok) return response.blob()
  const answer: { error?: string } | null = await (response?.json().catch(() => null) ?? null)
  throw new UploadError(answer?.error ?? (response ? 'UNEXPECTED' : 'OFFLINE'))
}

/** The refusal of an upload as a person reads it. */
export function explainUpload({ code }: UploadError): Explanation {
  const known = isErrorCode(code) ? code : 'UNAVAILABLE'
  return { code: known, ...ERRORS[known], details: {}, fields: [] }
}

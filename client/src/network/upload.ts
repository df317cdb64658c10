import { asId, ERRORS, isErrorCode, type Id } from '@changeover/shared/commands'
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

/** The refusal of an upload as a person reads it. */
export function explainUpload({ code }: UploadError): Explanation {
  const known = isErrorCode(code) ? code : 'UNAVAILABLE'
  return { code: known, ...ERRORS[known], details: {}, fields: [] }
}

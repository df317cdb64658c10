import { AppError, asId, isErrorCode, type Id } from '@changeover/shared/commands'

/** Sends a file of orders as it lies on the disk. @throws AppError with the server's code. */
export async function uploadSheet(file: File): Promise<Id<'Upload'>> {
  const response = await fetch('/api/files/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  })
  // Our own route's answer: an upload, or the code of an error.
  const answer = (await response.json().catch(() => null)) as { id?: string; error?: string } | null
  if (response.ok && answer?.id) return asId<'Upload'>(answer.id)
  const code = answer?.error ?? ''
  throw new AppError(isErrorCode(code) ? code : 'UNEXPECTED')
}

import { UploadError } from './upload.ts'

/** Hands the bytes of a site's file in under their SHA-256, which it returns. @throws UploadError */
export async function storeSiteFile(file: File): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  const sha256 = Array.from(new Uint8Array(digest), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  const response = await fetch(`/api/network/files/${sha256}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  }).catch(() => null)
  if (!response) throw new UploadError('OFFLINE')
  if (response.ok) return sha256
  const answer: { error?: string } = await response.json().catch(() => ({}))
  throw new UploadError(answer.error ?? 'UNEXPECTED')
}

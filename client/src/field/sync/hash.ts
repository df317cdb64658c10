import { canonicalJson } from '@changeover/shared/commands'
import type { CrewCommand } from '../store/commands.ts'

/** SHA-256 as 64 hexadecimal digits. Browsers give it to secure origins only. */
export async function sha256Of(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What the server's receipt for this command must say. */
export function hashOf({ name, data }: CrewCommand): Promise<string> {
  return sha256Of(new TextEncoder().encode(canonicalJson({ name, data })))
}

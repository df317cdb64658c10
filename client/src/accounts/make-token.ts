/** A new API token and what the server is told of it. The token never leaves this device by itself. */
export async function makeToken(): Promise<{ token: string; tokenSha256: string }> {
  const random = crypto.getRandomValues(new Uint8Array(32))
  const token = `cho_${hex(random)}`
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  return { token, tokenSha256: hex(new Uint8Array(digest)) }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

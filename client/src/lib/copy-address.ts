/** The full address of a link: the server knows its own only where a public URL is configured. */
export function fullAddress(address: string): string {
  return new URL(address, window.location.origin).href
}

/** Puts a link's address on the clipboard. @returns false where the browser does not allow it. */
export async function copyAddress(address: string): Promise<boolean> {
  return navigator.clipboard.writeText(fullAddress(address)).then(
    () => true,
    () => false,
  )
}

/** Whether this page can have passkeys, and if not, what is in the way. */
export function passkeySupport(): 'yes' | 'needs-name' | 'unknown' {
  if (isIpAddress(location.hostname)) return 'needs-name'
  const hasThem =
    typeof PublicKeyCredential === 'function' &&
    'parseCreationOptionsFromJSON' in PublicKeyCredential
  return hasThem ? 'yes' : 'unknown'
}

/** Whether the browser offers passkeys among what it fills into a form. */
export async function canSuggestPasskeys(): Promise<boolean> {
  if (passkeySupport() !== 'yes') return false
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false
}

/** Lets the device make a passkey. @returns what it says of it; null when the person thought better of it. */
export async function makePasskey(
  options: PublicKeyCredentialCreationOptionsJSON,
): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  return toJson(() => navigator.credentials.create({ publicKey }))
}

/** Lets a passkey sign. `suggest` waits until one is picked in the form, without a dialog. */
export async function askPasskey(
  options: PublicKeyCredentialRequestOptionsJSON,
  asked: { suggest: boolean; signal: AbortSignal },
): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  const mediation = asked.suggest ? 'conditional' : 'optional'
  return toJson(() => navigator.credentials.get({ publicKey, mediation, signal: asked.signal }))
}

async function toJson(ask: () => Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = await ask()
    return credential instanceof PublicKeyCredential ? credential.toJSON() : null
  } catch (error) {
    // Closed, timed out, or given up for another request: nothing that needs explaining.
    if (error instanceof DOMException && /NotAllowed|Abort/.test(error.name)) return null
    throw error
  }
}

/** Whether a host, as the address bar shows it, is a number and no name. */
function isIpAddress(host: string): boolean {
  return host.startsWith('[') || /^\d+(\.\d+){3}$/.test(host)
}

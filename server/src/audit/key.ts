import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The Ed25519 key that signs the seals. It is made at the first start and lies in the directory of
 * the installation, not in the database: whoever can rewrite the database still cannot sign.
 * `audit/trusted/` holds the public keys of other machines whose seals are believed as well.
 */
export interface AuditKey {
  id: string
  publicPem: string
  sign(text: string): string
}

/** Opens the directory's key, or makes it. Two processes that start at once agree on one. */
export function openAuditKey(directory: string): AuditKey {
  const folder = join(directory, 'audit')
  const file = join(folder, 'key.pem')
  mkdirSync(join(folder, 'trusted'), { recursive: true, mode: 0o700 })
  if (!existsSync(file)) writeOnce(file, newPrivatePem())
  const privateKey = createPrivateKey(readFileSync(file))
  const publicPem = pemOf(createPublicKey(privateKey))
  return {
    id: keyId(publicPem),
    publicPem,
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  }
}

/** The public keys whose seals this installation believes, by id. */
export function trustedKeys(directory: string): Map<string, KeyObject> {
  const folder = join(directory, 'audit', 'trusted')
  const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
  const pems = [
    openAuditKey(directory).publicPem,
    ...files.map((file) => readFileSync(file, 'utf8')),
  ]
  return new Map(pems.map((pem) => [keyId(pem), createPublicKey(pem)]))
}

/** Believes seals that the holder of this key signed, such as the installation a backup came from. */
export function trustKey(directory: string, publicPem: string): void {
  openAuditKey(directory)
  writeFileSync(join(directory, 'audit', 'trusted', `${keyId(publicPem)}.pem`), publicPem)
}

export function isSignedBy(key: KeyObject, text: string, signature: string): boolean {
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
}

function newPrivatePem(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString()
}

/** Sixteen hex digits of the public key's SHA-256. */
function keyId(publicPem: string): string {
  const der = createPublicKey(publicPem).export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('hex').slice(0, 16)
}

function writeOnce(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

import { json } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { OcmReferenceSchema, type OcmReference } from '@changeover/shared/network'
import { unpack } from './unpack.ts'

/** The reference file has some 250,000 bytes. */
const LIMITS = { maxBytes: 16 * 1024 * 1024, maxRatio: 200 }

/**
 * Reads OpenChargeMap's reference file, plain or packed: the names behind the ids of its exports.
 * @throws SyntaxError, ZodError or UnreadableFile when it is no such file.
 */
export async function readOcmReference(source: AsyncIterable<Uint8Array>): Promise<OcmReference> {
  const plain = Readable.from(unpack(source, LIMITS, () => undefined))
  return OcmReferenceSchema.parse(await json(plain))
}

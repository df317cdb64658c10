import { AwsClient } from 'aws4fetch'
import { createHash } from 'node:crypto'
import { createReadStream, openAsBlob } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { S3Config } from '../config.ts'
import type { FileStorage } from './storage.ts'

const PATIENCE_MS = 60_000

/**
 * Files in a bucket of any service that speaks S3 with signatures of version 4, addressed by path.
 * Each upload is signed with the hash of its bytes, so the service itself refuses a damaged one. No file
 * lies in memory as a whole: it is read once for its hash and once while it is sent.
 */
export class S3Storage implements FileStorage {
  readonly #client: AwsClient
  readonly #bucket: string

  constructor({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Config) {
    this.#client = new AwsClient({
      accessKeyId,
      secretAccessKey,
      region,
      service: 's3',
      retries: 3,
    })
    this.#bucket = `${endpoint}/${bucket}`
  }

  async put(key: string, path: string, contentType: string): Promise<void> {
    const response = await this.#client.fetch(`${this.#bucket}/${key}`, {
      method: 'PUT',
      headers: { 'content-type': contentType, 'x-amz-content-sha256': await hashOf(path) },
      // Its length is known and its bytes stay on the disk until they are sent, at each try anew.
      body: await openAsBlob(path),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    await response.arrayBuffer()
    if (!response.ok) throw new Error(`The file storage answered ${response.status} to a new file.`)
  }

  async open(key: string) {
    const response = await this.#client.fetch(`${this.#bucket}/${key}`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (response.status === 404) return null
    if (!response.ok || !response.body)
      throw new Error(`The file storage answered ${response.status} to a known file.`)
    return {
      bytes: Number(response.headers.get('content-length')),
      // The web's stream type and Node's differ in their iterators only.
      stream: Readable.fromWeb(response.body as ReadableStream),
    }
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

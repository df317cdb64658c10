import type { Readable } from 'node:stream'
import type { Config } from '../config.ts'
import { LocalStorage } from './local-storage.ts'
import { S3Storage } from './s3-storage.ts'

/**
 * Where bytes lie, by a key that says what they are. What has a key is complete and never changed
 * afterwards: whoever asks gets those bytes or nothing. Putting the same twice is the same as once.
 */
export interface FileStorage {
  /** Takes a complete file over; resolves when it is safe. The file at `path` may be gone then. */
  put(key: string, path: string, contentType: string): Promise<void>
  /** The bytes, or null when they are not here. */
  open(key: string): Promise<{ bytes: number; stream: Readable } | null>
}

/** A folder of this machine by default, an S3-compatible service by configuration. */
export function openStorage(config: Pick<Config, 'directory' | 's3'>): FileStorage {
  return config.s3 ? new S3Storage(config.s3) : new LocalStorage(config.directory)
}

/** The key of a photo or document by the hash of its bytes. */
export function fileKey(sha256: string): string {
  return `files/${sha256.slice(0, 2)}/${sha256.slice(2)}`
}

/** The key of a photo's small likeness, by the photo's hash. */
export function thumbnailKey(sha256: string): string {
  return `thumbnails/${sha256.slice(0, 2)}/${sha256.slice(2)}`
}

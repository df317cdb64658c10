import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Config } from '../config.ts'
import { fileKey } from '../files/index.ts'
import { BackupError, writeLine, writeRows, type BackupFile, type FileCount } from './format.ts'

const NAME = /^[0-9a-f]{64}$/

/** Where the photos and files of a backup are taken from; null when they are none of its business. */
export function filesForBackup({
  directory,
  backup,
  s3,
}: Pick<Config, 'directory' | 'backup' | 's3'>): string | null {
  return backup.withFiles && s3 === null ? directory : null
}

/** The hashes of all photos and other files that lie beside the database, in order. */
async function storedFiles(directory: string): Promise<string[]> {
  const root = join(directory, 'files')
  const folders = await readdir(root).catch(() => [])
  const nested = await Promise.all(
    folders
      .filter((folder) => folder.length === 2)
      .map(async (folder) => (await readdir(join(root, folder))).map((rest) => folder + rest)),
  )
  return nested
    .flat()
    .filter((name) => NAME.test(name))
    .toSorted()
}

/**
 * Writes all files behind the tables. They are written after the rows were read and never change or
 * go, so every row that names one finds it here.
 */
export async function writeFiles(target: Writable, directory: string): Promise<FileCount> {
  const counted = { count: 0, bytes: 0 }
  for (const sha256 of await storedFiles(directory)) {
    const path = join(directory, fileKey(sha256))
    const { size } = await stat(path)
    await writeLine(target, { file: sha256, bytes: size })
    await writeRows(target, createReadStream(path))
    counted.count += 1
    counted.bytes += size
  }
  return counted
}

/**
 * Reads one file and checks it against its hash; with a `directory` it is put there, complete or
 * not at all. @throws BackupError when its bytes are not those that were stored.
 */
export async function restoreFile(
  { file: sha256, bytes }: BackupFile,
  content: AsyncIterable<Buffer>,
  directory: string | null,
): Promise<void> {
  const hash = createHash('sha256')
  let received = 0
  const measured = (async function* () {
    for await (const chunk of content) {
      hash.update(chunk)
      received += chunk.length
      yield chunk
    }
  })()
  const path = directory === null ? null : join(directory, fileKey(sha256))
  const arriving = path && `${path}.${randomUUID()}`
  try {
    if (arriving) await mkdir(dirname(arriving), { recursive: true })
    const target = arriving ? createWriteStream(arriving, { flush: true }) : nowhere()
    await pipeline(Readable.from(measured), target)
    if (received !== bytes || hash.digest('hex') !== sha256)
      throw new BackupError(`The file ${sha256} was changed since it was stored.`)
    if (arriving && path) await rename(arriving, path)
  } finally {
    if (arriving) await rm(arriving, { force: true })
  }
}

/** For a file that is only checked. */
function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}

import { createReadStream } from 'node:fs'
import { mkdir, open, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FileStorage } from './storage.ts'

/** Files in a folder of this machine. */
export class LocalStorage implements FileStorage {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  async put(key: string, path: string): Promise<void> {
    const target = join(this.#directory, key)
    await mkdir(dirname(target), { recursive: true })
    await syncPath(path)
    await rename(path, target)
    await syncPath(dirname(target))
  }

  async open(key: string) {
    const path = join(this.#directory, key)
    const found = await stat(path).catch(() => null)
    return found ? { bytes: found.size, stream: createReadStream(path) } : null
  }
}

/** The receipt says that the file is safe, so it and its name have to be on the disk. */
async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

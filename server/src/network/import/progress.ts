import type { ImportProgress } from '@changeover/shared/network'
import { readFile, writeFile } from 'node:fs/promises'

/** Hears how far an import is. */
export type OnProgress = (progress: ImportProgress) => void

const EVERY_MS = 200

/**
 * Writes the progress beside the upload, where any process that can see the upload finds it. It is
 * for the eye only: a write that fails or is skipped changes nothing.
 */
export function progressTo(path: string): OnProgress {
  let last = 0
  let stage = ''
  return (progress) => {
    const now = performance.now()
    if (progress.stage === stage && now - last < EVERY_MS) return
    last = now
    stage = progress.stage
    void writeFile(`${path}.progress`, JSON.stringify(progress)).catch(() => undefined)
  }
}

/** How far the import of this upload is; null when none has begun. */
export async function readProgress(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(`${path}.progress`, 'utf8'))
  } catch {
    return null
  }
}

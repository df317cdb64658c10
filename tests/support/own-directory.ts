import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A new directory of a test or a bench, which removes it. Every account may pass through, so that under root
 * too the embedded database lies in it and goes with it.
 */
export function makeOwnDirectory(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `changeover-${name}-`))
  chmodSync(directory, 0o711)
  return directory
}

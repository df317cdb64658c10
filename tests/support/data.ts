import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

const directory =
  process.env['CHANGEOVER_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))

/** Real files that are not part of the project; a test that needs one is skipped where they are missing. */
export const hasRealData = existsSync(join(directory, 'README.md'))

/** Where a real file lies. */
export function realFile(name: string): string {
  return join(directory, name)
}

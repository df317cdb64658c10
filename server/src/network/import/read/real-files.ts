/** Where tests find the real files that are not part of the project. For tests only. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder =
  process.env.CHANGEOVER_DATA ??
  fileURLToPath(new URL('../../../../../../shared/data', import.meta.url))

export const hasRealFiles = existsSync(join(folder, 'README.md'))

/** Goes behind the title of tests over real files: says when and why they are skipped. */
export const whyNot = hasRealFiles ? '' : ` (skipped: no data folder at ${folder})`

export function realFile(name: string): string {
  return join(folder, name)
}

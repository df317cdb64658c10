import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** Builds the pages, unless nothing that they are made of has changed since the last build. */
const client = fileURLToPath(new URL('.', import.meta.url))
const sources = [
  'client/{src,public}/**/*.*',
  'client/*.{html,ts}',
  'shared/src/**/*.ts',
  'server/src/**/router.ts',
  'pnpm-lock.yaml',
]
const stamp = `${client}dist/.built-from`

function fingerprint(): string {
  const hash = createHash('sha256')
  const files = globSync(sources, {
    cwd: `${client}..`,
    exclude: ['**/*.test.ts', '**/components.d.ts'],
  })
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(`${client}../${file}`))
  return hash.digest('hex')
}

const current = fingerprint()
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === current) {
  console.log('The pages are up to date.')
} else {
  console.log('Building the pages…')
  await build({ configFile: `${client}vite.config.ts`, logLevel: 'warn' })
  writeFileSync(stamp, current)
}

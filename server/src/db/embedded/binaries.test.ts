import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chooseAccount, isRoot } from './account.ts'
import { findBinaries, nativePackage } from './binaries.ts'
import { freshDirectory } from './testing.ts'

/** The installed programs, as if they had been installed below a home that only root can enter. */
function installedInPrivateHome() {
  const { native, version } = nativePackage()
  const home = freshDirectory(0o700)
  const copy = join(home, 'native')
  execFileSync('cp', ['-a', native, copy])
  return { native: copy, version }
}

const versionOf = (program: string) =>
  execFileSync(program, ['--version'], { ...chooseAccount(), cwd: '/', encoding: 'utf8' })

test('the installed programs are PostgreSQL 18 and run', () => {
  const binaries = findBinaries(chooseAccount())
  expect(binaries.major).toBe('18')
  for (const program of [binaries.initdb, binaries.postgres]) {
    expect(versionOf(program)).toContain('PostgreSQL) 18')
  }
})

describe.skipIf(!isRoot())('under root, with programs in a home that others cannot enter', () => {
  test('they are copied once, run as the other account, and only root can change them', () => {
    const installed = installedInPrivateHome()
    const cache = join(freshDirectory(), 'cache')
    const umask = process.umask(0o077)
    const first = findBinaries(chooseAccount(), installed, cache)
    process.umask(umask)
    expect(() => versionOf(join(installed.native, 'bin', 'initdb'))).toThrow(/EACCES/)
    expect(versionOf(first.postgres)).toContain('PostgreSQL) 18')
    expect(statSync(first.postgres).uid).toBe(0)
    expect(statSync(first.postgres).mode & 0o022).toBe(0)

    const { ctimeMs } = statSync(first.postgres)
    expect(findBinaries(chooseAccount(), installed, cache)).toEqual(first)
    expect(statSync(first.postgres).ctimeMs).toBe(ctimeMs)
    expect(readdirSync(cache)).toHaveLength(1)

    truncateSync(first.initdb, 0)
    expect(versionOf(findBinaries(chooseAccount(), installed, cache).initdb)).toContain(') 18')
  })

  test('a cache that somebody else made or may write is refused', () => {
    const installed = installedInPrivateHome()
    const [foreign, shared] = [freshDirectory(), freshDirectory()]
    chownSync(foreign, 65_534, 65_534)
    chmodSync(shared, 0o777)
    for (const cache of [foreign, join(foreign, 'deeper'), shared, join(shared, 'deeper')]) {
      expect(() => findBinaries(chooseAccount(), installed, cache)).toThrow(/only root can write/)
    }
  })
})

test.skipIf(process.platform === 'win32')(
  'links that the install script did not make are made',
  () => {
    const { native, version } = nativePackage()
    const copy = join(freshDirectory(), 'native')
    mkdirSync(copy)
    for (const name of ['bin', 'share']) symlinkSync(join(native, name), join(copy, name))
    copyFileSync(join(native, 'pg-symlinks.json'), join(copy, 'pg-symlinks.json'))
    mkdirSync(join(copy, 'lib'))
    findBinaries(null, { native: copy, version })
    const made = readdirSync(join(copy, 'lib'))
    expect(made.length).toBeGreaterThan(0)
    for (const name of made) expect(readlinkSync(join(copy, 'lib', name))).toMatch(/^lib\S+$/)
    expect(existsSync(join(copy, 'bin', 'postgres'))).toBe(true)
  },
)

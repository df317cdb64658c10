import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { canEnter, chooseAccount, isRoot } from './account.ts'
import { openPlace } from './directory.ts'
import { openEmbedded } from './index.ts'
import { dataOf, directoryWithDatabase, freshDirectory, openElsewhere } from './testing.ts'

describe('a directory that cannot be used says why and what to do', () => {
  test('another major version: OTHER_MAJOR, nothing changed', async () => {
    const directory = await directoryWithDatabase()
    writeFileSync(join(dataOf(directory), 'PG_VERSION'), '16\n')
    const before = readdirSync(dataOf(directory))
    const opening = openEmbedded({ directory })
    await expect(opening).rejects.toMatchObject({ code: 'OTHER_MAJOR' })
    await expect(opening).rejects.toThrow(/made by PostgreSQL 16.*brings PostgreSQL 18.*pg_dump/)
    expect(readdirSync(dataOf(directory))).toEqual(before)
  })

  test('other files where the data should be: NOT_OURS, nothing removed', async () => {
    const directory = freshDirectory()
    mkdirSync(dataOf(directory), { recursive: true })
    writeFileSync(join(dataOf(directory), 'thesis.txt'), 'my thesis')
    chmodSync(join(directory, 'postgres'), 0o711)
    await expect(openEmbedded({ directory })).rejects.toMatchObject({ code: 'NOT_OURS' })
    expect(existsSync(join(dataOf(directory), 'thesis.txt'))).toBe(true)
  })

  test('a damaged database: START_FAILED with the end of the PostgreSQL log', async () => {
    const directory = await directoryWithDatabase()
    rmSync(join(dataOf(directory), 'global', 'pg_control'))
    const opening = openEmbedded({ directory })
    await expect(opening).rejects.toMatchObject({ code: 'START_FAILED' })
    await expect(opening).rejects.toThrow(/could not find the database system.*pg_control/s)
    await expect(opening).rejects.toThrow(/postgres\.log/)
  })

  test('a file where the directory should be: START_FAILED', async () => {
    const directory = join(freshDirectory(), 'file')
    writeFileSync(directory, '')
    await expect(openEmbedded({ directory })).rejects.toMatchObject({ code: 'START_FAILED' })
  })
})

/** A mount that only the other process sees, and that vanishes with it. */
function withMount(mount: string): string[] {
  return ['unshare', '--mount', 'sh', '-c', `${mount} && exec "$@"`, 'sh']
}

function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' })
    return isRoot()
  } catch {
    return false
  }
}

describe.skipIf(!canMount())('a disk that cannot be used', () => {
  test('is full: START_FAILED, with the advice to free space', async () => {
    const directory = freshDirectory()
    const wrapper = withMount(`mount -t tmpfs -o size=8m,mode=711 none ${directory}`)
    const { answer } = await openElsewhere(directory, { wrapper })
    expect(answer.code).toBe('START_FAILED')
    expect(answer.message).toMatch(/No space left on device/)
    expect(answer.message).toMatch(/Free some disk space/)
  })

  test.each(['a new', 'an existing'])(
    'is read-only, with %s database: START_FAILED, with the advice to choose another',
    async (which) => {
      const directory = which === 'a new' ? freshDirectory() : await directoryWithDatabase()
      const mount = `mount --bind ${directory} ${directory} && mount -o remount,bind,ro ${directory}`
      const { answer } = await openElsewhere(directory, { wrapper: withMount(mount) })
      expect(answer.code).toBe('START_FAILED')
      expect(answer.message).toMatch(/read-?only/i)
      expect(answer.message).toMatch(/Point CHANGEOVER_DIR at a directory/)
    },
  )
})

describe.skipIf(!isRoot())('under root, in a home that others cannot enter', () => {
  test('the files go elsewhere, reached through a link, and work like any other', async () => {
    const home = freshDirectory(0o700)
    const elsewhere = join(freshDirectory(), 'var')
    const directory = join(home, 'checkout', '.changeover')
    const place = openPlace(directory, chooseAccount(), elsewhere)
    expect(canEnter(directory, chooseAccount())).toBe(false)
    expect(lstatSync(join(directory, 'postgres')).isSymbolicLink()).toBe(true)
    expect(place.base.startsWith(elsewhere)).toBe(true)

    const embedded = await openEmbedded({ directory })
    expect(embedded.connection.host.startsWith(elsewhere)).toBe(true)
    await embedded.stop()
    const moved = `${home}/moved`
    renameSync(join(home, 'checkout'), moved)
    const again = await openEmbedded({ directory: join(moved, '.changeover') })
    expect(again.connection.host).toBe(embedded.connection.host)
    await again.stop()
  })

  test('files that are missing behind the link are not replaced by an empty database', async () => {
    const home = freshDirectory(0o700)
    const elsewhere = join(freshDirectory(), 'var')
    const { base } = openPlace(home, chooseAccount(), elsewhere)
    renameSync(base, `${base}-unplugged`)
    await expect(openEmbedded({ directory: home })).rejects.toMatchObject({ code: 'START_FAILED' })
    await expect(openEmbedded({ directory: home })).rejects.toThrow(/Mount the disk/)
  })

  test('two first starts at once agree on one place', async () => {
    const home = freshDirectory(0o700)
    const elsewhere = join(freshDirectory(), 'var')
    const [one, two] = [1, 2].map(() => openPlace(home, chooseAccount(), elsewhere))
    expect(one).toEqual(two)
    expect(readdirSync(elsewhere)).toHaveLength(1)
    expect(realpathSync(join(home, 'postgres'))).toBe(one.base)
  })
})

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isRoot } from './account.ts'
import { openEmbedded } from './index.ts'
import { isAlive } from './postmaster.ts'
import {
  dataOf,
  directoryWithDatabase,
  freshDirectory,
  kill,
  killedAfter,
  openElsewhere,
  postmasterPid,
  query,
} from './testing.ts'

const NOBODY = 65_534

describe('the first and the later start', () => {
  test('sets up a database, keeps its content over a stop, and answers by its own name', async () => {
    const directory = freshDirectory()
    const first = await openEmbedded({ directory, database: 'fleet' })
    expect(first.adopted).toBe(false)
    expect(await first.state()).toBe('running')
    await query(first.connection, 'create table kept as select 7 as value')
    await first.stop()
    expect(await first.state()).toBe('dead')

    const second = await openEmbedded({ directory, database: 'fleet' })
    expect(second.adopted).toBe(false)
    expect(await query(second.connection, 'select value from kept')).toEqual([{ value: 7 }])
    await second.stop()
  })

  test('is durable, in UTF-8 and UTC, whatever the files of the data directory say', async () => {
    const directory = await directoryWithDatabase()
    const first = await openEmbedded({ directory })
    await query(first.connection, 'alter system set fsync = off')
    await first.stop()
    const second = await openEmbedded({ directory })
    const [row] = await query(
      second.connection,
      `select ${[
        'fsync',
        'synchronous_commit',
        'full_page_writes',
        'server_encoding',
        'TimeZone',
        'jit',
        'data_checksums',
      ]
        .map((name) => `current_setting('${name}') as "${name}"`)
        .join(', ')}, lower('ÀÉ') as lower`,
    )
    await second.stop()
    expect(row).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      server_encoding: 'UTF8',
      TimeZone: 'UTC',
      jit: 'off',
      data_checksums: 'on',
      lower: 'àé',
    })
  })

  test.skipIf(process.platform === 'win32')('opens no port', async () => {
    const embedded = await openEmbedded({ directory: await directoryWithDatabase() })
    const [row] = await query(
      embedded.connection,
      `select current_setting('listen_addresses') as a`,
    )
    await embedded.stop()
    expect(row).toEqual({ a: '' })
  })

  test('a path too long for a socket gets a short private one, removed at the stop', async () => {
    const directory = join(freshDirectory(), 'long-'.repeat(30))
    const embedded = await openEmbedded({ directory })
    expect(await query(embedded.connection, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(embedded.connection.host.length).toBeLessThan(80)
    await embedded.stop()
    expect(existsSync(embedded.connection.host)).toBe(false)
  })

  test('what a kill left of a first set-up is swept away', async () => {
    const directory = freshDirectory()
    const half = join(directory, 'postgres', 'new-1')
    mkdirSync(half, { recursive: true })
    chmodSync(join(directory, 'postgres'), 0o711)
    const embedded = await openEmbedded({ directory })
    await embedded.stop()
    expect(existsSync(half)).toBe(false)
  })
})

describe('after a kill -9', () => {
  test('of the server, PostgreSQL lives on and the next server adopts it', async () => {
    const directory = await directoryWithDatabase()
    const killed = await openElsewhere(directory)
    await query(killed.answer.connection, 'create table kept as select 7 as value')
    const pid = postmasterPid(directory)
    await killed.kill()
    expect(isAlive(pid)).toBe(true)

    const next = await openEmbedded({ directory })
    expect(next.adopted).toBe(true)
    expect(postmasterPid(directory)).toBe(pid)
    expect(await query(next.connection, 'select value from kept')).toEqual([{ value: 7 }])
    await next.stop()
    expect(isAlive(pid)).toBe(false)
  })

  test('of PostgreSQL, it is dead, and after stop() it opens again with what was committed', async () => {
    const directory = await directoryWithDatabase()
    const embedded = await openEmbedded({ directory })
    await query(embedded.connection, 'create table kept as select 7 as value')
    await kill(postmasterPid(directory), 'SIGKILL')
    expect(await embedded.state()).toBe('dead')
    await embedded.stop()

    const again = await openEmbedded({ directory })
    expect(again.adopted).toBe(false)
    expect(await query(again.connection, 'select value from kept')).toEqual([{ value: 7 }])
    await again.stop()
  })

  test.each([100, 200, 300, 400, 600])(
    'of a server %i ms into its first start, the next one opens a whole database',
    async (afterMs) => {
      const directory = freshDirectory()
      await killedAfter(afterMs, directory)
      const next = await openEmbedded({ directory })
      expect(await query(next.connection, 'select 1 as one')).toEqual([{ one: 1 }])
      await next.stop()
    },
  )
})

describe('who owns the directory', () => {
  test('a second server is refused with IN_USE, and the first is not disturbed', async () => {
    const directory = await directoryWithDatabase()
    const first = await openEmbedded({ directory })
    const second = await openElsewhere(directory)
    expect(second.answer.code).toBe('IN_USE')
    expect(second.answer.message).toContain(`process ${process.pid}`)
    await expect(openEmbedded({ directory })).rejects.toMatchObject({ code: 'IN_USE' })
    expect(await query(first.connection, 'select 1 as one')).toEqual([{ one: 1 }])
    await first.stop()
  })

  test('a tool shares the running database and leaves it running', async () => {
    const directory = await directoryWithDatabase()
    const server = await openEmbedded({ directory })
    const tool = await openElsewhere(directory, { as: 'tool' })
    expect(tool.answer).toEqual({ connection: server.connection, adopted: true })
    await tool.leave()
    expect(await server.state()).toBe('running')
    await server.stop()
    expect(await server.state()).toBe('dead')
  })

  test('whoever leaves last stops it, whoever started it', async () => {
    const directory = await directoryWithDatabase()
    const tool = await openElsewhere(directory, { as: 'tool' })
    const server = await openEmbedded({ directory })
    const pid = postmasterPid(directory)
    expect(server.adopted).toBe(true)
    await server.stop()
    await server.stop()
    expect(isAlive(pid)).toBe(true)
    await tool.leave()
    expect(isAlive(pid)).toBe(false)
  })

  test('a killed tool is no owner any more', async () => {
    const directory = await directoryWithDatabase()
    const server = await openEmbedded({ directory })
    const tool = await openElsewhere(directory, { as: 'tool' })
    await tool.kill()
    await server.stop()
    expect(await server.state()).toBe('dead')
    expect(readdirSync(join(directory, 'postgres', 'owners'))).toEqual([])
  })

  test('a server and three tools that start at once end up on one PostgreSQL', async () => {
    const directory = await directoryWithDatabase()
    const roles = ['server', 'tool', 'tool', 'tool'] as const
    const all = await Promise.all(roles.map((as) => openElsewhere(directory, { as })))
    expect(all.filter((one) => one.answer.adopted === false)).toHaveLength(1)
    const pid = postmasterPid(directory)
    await Promise.all(all.map((one) => one.leave()))
    expect(isAlive(pid)).toBe(false)
  })
})

describe.skipIf(!isRoot())('accounts', () => {
  test('root runs PostgreSQL as an unprivileged account, in files that only it can read', async () => {
    const directory = await directoryWithDatabase()
    const embedded = await openEmbedded({ directory })
    const status = readFileSync(`/proc/${postmasterPid(directory)}/status`, 'utf8')
    const [uids, groups] = [/^Uid:(.*)$/m, /^Groups:(.*)$/m].map((line) => line.exec(status)?.[1])
    await embedded.stop()
    expect(uids).not.toMatch(/\b0\b/)
    expect(groups?.trim()).toBe('')
  })

  test.skipIf(!existsSync('/usr/bin/setpriv'))(
    'root without the right to trace others, as in a container, still knows its PostgreSQL',
    async () => {
      const directory = await directoryWithDatabase()
      const wrapper = ['/usr/bin/setpriv', '--bounding-set=-sys_ptrace']
      const killed = await openElsewhere(directory, { wrapper })
      const pid = postmasterPid(directory)
      await killed.kill()
      const next = await openElsewhere(directory, { wrapper })
      expect(next.answer.adopted).toBe(true)
      await next.leave()
      expect(isAlive(pid)).toBe(false)
    },
  )

  test('an account without a name is told so', async () => {
    const directory = freshDirectory()
    chmodSync(directory, 0o777)
    const { answer } = await openElsewhere(join(directory, 'own'), { uid: 47_110 })
    expect(answer.code).toBe('START_FAILED')
    expect(answer.message).toMatch(/needs an account with a name/)
  })

  test('an ordinary user runs it as themselves', async () => {
    const directory = freshDirectory()
    chmodSync(directory, 0o777)
    const user = await openElsewhere(join(directory, 'own'), { uid: NOBODY })
    expect(user.answer.adopted).toBe(false)
    expect(statSync(join(directory, 'own', 'postgres', 'data')).uid).toBe(NOBODY)
    await user.leave()
  })

  test('the database of another account is refused with NOT_OURS', async () => {
    const directory = await directoryWithDatabase()
    chmodSync(directory, 0o777)
    await (await openEmbedded({ directory })).stop()
    const user = await openElsewhere(directory, { uid: NOBODY })
    expect(user.answer.code).toBe('NOT_OURS')
    expect(user.answer.message).toContain('number 0')
  })
})

test('a failed start leaves the directory free for the next', async () => {
  const directory = await directoryWithDatabase()
  const embedded = await openEmbedded({ directory })
  await embedded.stop()
  const version = join(dataOf(directory), 'PG_VERSION')
  writeFileSync(version, '17\n')
  await expect(openEmbedded({ directory })).rejects.toMatchObject({ code: 'OTHER_MAJOR' })
  writeFileSync(version, '18\n')
  await (await openEmbedded({ directory })).stop()
})

import { readdirSync, rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startCluster } from './servers/cluster.ts'
import { makeOwnDirectory } from '../support/own-directory.ts'

/** What the fault tests stand on must clean up after itself, or one that fails spoils the next. */
let directory: string
beforeEach(() => {
  directory = makeOwnDirectory('clusters')
  vi.stubEnv('TMPDIR', directory)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true, force: true })
})

describe('servers that cannot start', () => {
  it('say why, and leave neither a database nor a directory behind', async () => {
    await expect(startCluster(2, { BACKUP_KEEP: 'nonsense' })).rejects.toThrow(/BACKUP_KEEP/)
    expect(readdirSync(directory)).toEqual([])
  })
})

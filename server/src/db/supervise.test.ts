import { describe, expect, test, vi } from 'vitest'
import { openEmbedded } from './embedded/index.ts'
import { freshDirectory, kill, postmasterPid, query } from './embedded/testing.ts'
import { supervise } from './supervise.ts'

vi.setConfig({ testTimeout: 60_000 })

describe('an embedded database that is watched', () => {
  test('is started again where it was, with what was committed, when somebody kills it', async () => {
    const directory = freshDirectory()
    const embedded = await openEmbedded({ directory })
    await query(embedded.connection, 'create table kept as select 7 as value')
    const said: string[] = []
    const watch = supervise(embedded, (line) => said.push(line))
    await kill(postmasterPid(directory), 'SIGKILL')
    const read = () => query(embedded.connection, 'select value from kept').catch(() => [])
    await expect.poll(read, { timeout: 30_000 }).toEqual([{ value: 7 }])
    expect(said).toContain('PostgreSQL has ended by itself and is started again.')
    await watch.end()
    await embedded.stop()
  })
})

import type { Services } from '@changeover/server/context'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { pipeline } from 'node:stream/promises'

const TABLES = ['site', 'station', 'port', 'connector'] as const

/** Copies what an import wrote into bare tables: first out into memory, then, timed, in. */
export async function copySameRows({
  pool,
}: Pick<Services, 'pool'>): Promise<{ rows: number; copySeconds: number }> {
  const client = await pool.connect()
  try {
    const held = new Map<string, Buffer[]>()
    for (const table of TABLES) {
      const chunks: Buffer[] = []
      for await (const chunk of client.query(copyTo(`copy ${table} to stdout`))) chunks.push(chunk)
      held.set(table, chunks)
      await client.query(
        `create table bare_${table} (like ${table} including defaults including generated including indexes)`,
      )
    }
    let rows = 0
    await client.query('begin')
    const copySeconds = await timed(async () => {
      for (const table of TABLES) {
        const target = client.query(copyFrom(`copy bare_${table} from stdin`))
        await pipeline(held.get(table) ?? [], target)
        rows += target.rowCount
      }
      await client.query('commit')
    })
    return { rows, copySeconds }
  } finally {
    client.release()
  }
}

/** Seconds that `work` takes. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}

import { systemActor } from '@changeover/server/accounts/index'
import { execute } from '@changeover/server/commands'
import { readConfig } from '@changeover/server/config'
import type { Services } from '@changeover/server/context'
import { importCommand, Uploads } from '@changeover/server/network/index'
import { createServer } from '@changeover/server/app'
import { openServices } from '@changeover/server/services'
import { newId } from '@changeover/shared/commands'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { hasRealData, realFile } from '../../support/data.ts'
import { printFigure } from '../figure.ts'

const FILE = 'afdc_us_2020-10-27.csv.gz'
const NETWORK = 'ChargePoint Network'
const TABLES = ['site', 'station', 'port', 'connector'] as const

/**
 * `import_vs_copy`: rows a second of a whole import (upload, reading, sites, ledger, rollup, one
 * transaction), divided by those of a bare COPY of the same rows into tables with the same columns
 * and indexes, on the same database in the same run. Rows are those of the four tables.
 */
export async function run(flags: string[]): Promise<void> {
  if (!hasRealData) {
    console.error('bench import needs the real files: set CHANGEOVER_DATA.')
    return
  }
  const directory = await mkdtemp(join(tmpdir(), 'changeover-bench-'))
  const config = readConfig({ CHANGEOVER_DIR: directory, DATABASE_URL: process.env.DATABASE_URL })
  const opened = await openServices(config, createServer('silent').log, {
    isDemo: false,
    as: 'tool',
  })
  try {
    const importSeconds = await timed(() => importFile(opened.services))
    const { rows, copySeconds } = await copySameRows(opened.services)
    const ratio = copySeconds / importSeconds
    printFigure(
      {
        bench: 'import',
        figure: 'import_vs_copy',
        value: Math.round(ratio * 1000) / 1000,
        unit: 'ratio',
        aim: '>= 0.33',
        beside: {
          rows,
          import_rows_per_s: Math.round(rows / importSeconds),
          copy_rows_per_s: Math.round(rows / copySeconds),
          import_s: round(importSeconds),
          copy_s: round(copySeconds),
        },
      },
      flags.includes('--json'),
    )
  } finally {
    await opened.close()
    await rm(directory, { recursive: true, force: true })
  }
}

async function importFile(services: Services): Promise<void> {
  const upload = await new Uploads(services.config).save(FILE, createReadStream(realFile(FILE)))
  await execute(
    services,
    systemActor,
    importCommand(() => undefined),
    { commandId: newId() },
    { uploadId: upload.id, network: NETWORK, acceptGoodRows: false },
  )
}

/** Copies what the import wrote into bare tables: first out into memory, then, timed, in. */
async function copySameRows({ pool }: Services): Promise<{ rows: number; copySeconds: number }> {
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

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100
}

import { systemActor } from '@changeover/server/accounts/index'
import { execute } from '@changeover/server/commands'
import { readConfig } from '@changeover/server/config'
import type { Services } from '@changeover/server/context'
import { importCommand, Uploads } from '@changeover/server/network/index'
import { createServer } from '@changeover/server/app'
import { openServices } from '@changeover/server/services'
import { newId } from '@changeover/shared/commands'
import { ImportRequestSchema } from '@changeover/shared/network'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { hasRealData, realFile } from '../../support/data.ts'
import { copySameRows, timed } from '../copy-rows.ts'
import { printFigure } from '../figure.ts'
import { makeOwnDirectory } from '../../support/own-directory.ts'

const FILE = 'afdc_us_2020-10-27.csv.gz'
const NETWORK = 'ChargePoint Network'

const ROUNDS = 3

interface Round {
  rows: number
  importSeconds: number
  copySeconds: number
}

/**
 * `import_vs_copy`: rows a second of a whole import (upload, reading, sites, ledger, rollup, one
 * transaction), divided by those of a bare COPY of the same rows into tables with the same columns
 * and indexes, right after it on the same database. Rows are those of the four tables; the figure
 * is the median of three rounds, each on a new database.
 */
export async function run(flags: string[]): Promise<void> {
  if (!hasRealData) {
    console.error('bench import needs the real files: set CHANGEOVER_DATA.')
    return
  }
  const rounds: Round[] = []
  for (let number = 0; number < ROUNDS; number++) rounds.push(await measure())
  const ratio = (round: Round) => round.copySeconds / round.importSeconds
  const median = rounds.toSorted((one, other) => ratio(one) - ratio(other))[ROUNDS >> 1]
  const { rows, importSeconds, copySeconds } = median
  printFigure(
    {
      bench: 'import',
      figure: 'import_vs_copy',
      value: Math.round(ratio(median) * 1000) / 1000,
      unit: 'ratio',
      aim: '>= 0.33',
      beside: {
        rows,
        import_rows_per_s: Math.round(rows / importSeconds),
        copy_rows_per_s: Math.round(rows / copySeconds),
        all_rounds: rounds.map((round) => Math.round(ratio(round) * 1000) / 1000),
      },
    },
    flags.includes('--json'),
  )
}

async function measure(): Promise<Round> {
  const directory = makeOwnDirectory('bench')
  const config = readConfig({ CHANGEOVER_DIR: directory })
  const opened = await openServices(config, createServer({ ...config, logLevel: 'silent' }).log, {
    isDemo: false,
    as: 'tool',
  })
  try {
    const importSeconds = await timed(() => importFile(opened.services))
    return { importSeconds, ...(await copySameRows(opened.services)) }
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
    ImportRequestSchema.parse({ uploadId: upload.id, network: NETWORK }),
  )
}

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hasRealData, realFile } from '../support/data.ts'
import { connectionUrl } from '../support/connection-url.ts'
import { createTestDatabase } from '../support/server.ts'
import { csvOf } from '../support/tables.ts'

/** `changeover import`: the engine of the import page, for scripts. The real files, and files derived from them. */
const main = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url))
const washington = realFile('afdc_wa_2025-02-09.csv.gz')
const network = ['--network', 'ChargePoint Network', '--json']

const SummarySchema = z.looseObject({
  diff: z.looseObject({ stations: z.record(z.string(), z.number()).optional() }),
  importId: z.string().nullable().optional(),
  isDryRun: z.boolean(),
})

let database: Awaited<ReturnType<typeof createTestDatabase>>
const directory = mkdtempSync(join(tmpdir(), 'changeover-import-'))
beforeAll(async () => void (database = await createTestDatabase()))
afterAll(async () => {
  await database.drop()
  rmSync(directory, { recursive: true, force: true })
})

async function changeover(...args: string[]) {
  const env = {
    ...process.env,
    CHANGEOVER_DIR: directory,
    DATABASE_URL: connectionUrl(database.connection),
  }
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { env })
  return SummarySchema.parse(JSON.parse(stdout))
}

type Row = Record<string, string>

/** The real file with some ChargePoint rows changed, as the same network looks months later. */
function monthsLater(change: (rows: Row[]) => Row[]): string {
  const text = gunzipSync(readFileSync(washington)).toString()
  const rows = parse<Row>(text, { bom: true, columns: true })
  const path = join(directory, `later-${Math.random().toString(36).slice(2)}.csv.gz`)
  writeFileSync(path, gzipSync(stringify(change(rows), { header: true })))
  return path
}

function isOurs(row: Row): boolean {
  return row['EV Network'] === 'ChargePoint Network' && row['Fuel Type Code'] === 'ELEC'
}

describe.skipIf(!hasRealData)(
  'changeover import (skipped where CHANGEOVER_DATA is missing)',
  () => {
    it('of the stations of Washington says what its README says', async () => {
      const { diff, importId } = await changeover('import', washington, ...network)
      expect(importId).not.toBeNull()
      expect(diff.stations).toMatchObject({ created: 1301, unchanged: 0, notSeen: 0 })
    })

    it('of the same file, dry, finds nothing to do', async () => {
      const summary = await changeover('import', washington, ...network, '--dry-run')
      expect(summary).toMatchObject({ changesNothing: true, isDryRun: true })
      expect(summary.diff.stations).toMatchObject({ created: 0, unchanged: 1301 })
    })

    it('of a later file, dry, counts each kind of change apart', async () => {
      let seen = 0
      const later = monthsLater((rows) =>
        rows.flatMap((row) => {
          if (!isOurs(row)) return [row]
          seen++
          if (seen <= 20) return []
          if (seen <= 25) return [{ ...row, 'Station Name': `${row['Station Name']} NEW` }]
          if (seen <= 28) return [{ ...row, Latitude: String(Number(row.Latitude) + 0.001) }]
          if (seen <= 32) return [{ ...row, 'Street Address': '1 Renamed Blvd' }]
          if (seen <= 34)
            return [{ ...row, 'EV Level2 EVSE Num': '5', 'EV Connector Types': 'J1772 TESLA' }]
          if (seen === 35) return [row, { ...row, ID: '999000001' }]
          return [row]
        }),
      )
      const { diff } = await changeover('import', later, ...network, '--dry-run')
      expect(diff.stations).toMatchObject({
        created: 1,
        renamed: 5,
        moved: 3,
        readdressed: 4,
        portsChanged: 2,
        notSeen: 20,
        unchanged: 1301 - 20 - 14,
      })
    })

    it('of the site rows of 2020 takes none for a station of the same id, and of New York none for Washington', async () => {
      const y2020 = await changeover(
        'import',
        realFile('afdc_us_2020-10-27.csv.gz'),
        ...network,
        '--dry-run',
      )
      expect(y2020.diff.stations).toMatchObject({
        created: 11_208,
        otherGrain: 146,
        moved: 0,
        renamed: 0,
        unchanged: 0,
        notSeen: 0,
      })
      const newYork = await changeover(
        'import',
        realFile('afdc_ny_2025-04-21.csv.gz'),
        ...network,
        '--dry-run',
      )
      expect(newYork.diff.stations).toMatchObject({ created: 2246, notSeen: 0, outside: 1301 })
    })

    it('mends by rule', async () => {
      const excel = realFile('afdc_nj_2026-08-26_excel_roundtripped_sample.csv')
      const fixed = await changeover(
        'import',
        excel,
        '--json',
        '--dry-run',
        '--fix',
        'ZIP_LEADING_ZERO',
      )
      expect(fixed.mended).toEqual({ ZIP_LEADING_ZERO: 7 })
      expect(fixed.problems).not.toHaveProperty('ZIP_SHORT')
    })
  },
  120_000,
)

describe('changeover import of a list', () => {
  it('tells home kits by their columns, and counts them by region and week', async () => {
    const path = join(directory, 'kits.csv')
    const header = ['Order ID', 'Postal code', 'Kit type', 'Ordered', 'Shipped', 'Installed']
    writeFileSync(path, csvOf(header, ['H-1', '98402', 'HF', '2026-06-01', '2026-06-05', '']))
    const done = await changeover('import', path, '--json')
    expect(done).toMatchObject({
      kind: 'home_kits',
      diff: { created: 1 },
      kitsByRegion: [{ region: 'US-WA', ordered: 1, shipped: 1, installed: 0 }],
    })
    expect(await changeover('import', path, '--json')).toMatchObject({ importId: null })
  })

  it('joins hardware by station id and lists what it cannot join', async () => {
    const path = join(directory, 'hardware.csv')
    writeFileSync(path, csvOf(['Station ID', 'Model'], ['none such', 'CT4000']))
    const dry = await changeover('import', path, '--json', '--dry-run')
    expect(dry).toMatchObject({ kind: 'station_details', diff: { unmatched: 1, changed: 0 } })
  })
})

/**
 * Damages excerpts of the real files at random and reads them: whatever comes, reading ends without
 * an exception, and every row is accounted for. `CHANGEOVER_MUTANTS=100000` tries that many.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { ImportedStationSchema, PROBLEMS, type ReadResult } from '@changeover/shared/network'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStations } from './index.ts'
import { hasRealFiles, realFile, whyNot } from './real-files.ts'

const mutants = Number(process.env.CHANGEOVER_MUTANTS ?? 3_000)

/** The first line and some later ones of each file, electric ones among them. */
function excerpts(): Buffer[] {
  const names = [
    'afdc_us_2020-10-27.csv.gz',
    'afdc_wa_2025-02-09.csv.gz',
    'afdc_ny_2025-04-21.csv.gz',
    'afdc_nj_2026-08-26_excel_roundtripped_sample.csv',
    'ocm_us_poi_2020-09.jsonl.gz',
    'afdc_dcfc_2026-09-14_chargepoint_sample.json',
    'ocpi/v2.3.0_location_example.json',
  ]
  return names.map((name) => {
    const file = readFileSync(realFile(name))
    const text = (name.endsWith('.gz') ? gunzipSync(file) : file).toString()
    if (!name.endsWith('.gz')) return Buffer.from(text)
    const lines = text.split('\n')
    return Buffer.from([lines[0], ...lines.slice(900, 915)].join('\n'))
  })
}

const files = hasRealFiles ? excerpts() : []

const anyBytes = fc.oneof(
  fc.constantFrom(
    '"',
    '""',
    ',',
    '\n',
    '\r\n',
    '\0',
    '-',
    '0',
    '99999',
    ',,,',
    '{',
    '}',
    ']',
    '\\',
    ':',
    ';',
  ),
  fc.constantFrom(
    'ELEC',
    'NaN',
    '1e308',
    'null',
    'true',
    '__proto__',
    'constructor',
    '\u00E9',
    '\uFEFF',
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
)

/** Replaces `length` bytes at a place by others. */
const anyChange = fc.record({
  at: fc.double({ min: 0, max: 0.999_999, noNaN: true }),
  length: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 12 }),
    fc.integer({ min: 0, max: 2_000 }),
  ),
  by: fc.oneof(
    anyBytes.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
  ),
})
type Change = { at: number; length: number; by: Buffer }

function mutate(file: Buffer, changes: readonly Change[]): Buffer {
  return changes.reduce((bytes, { at, length, by }) => {
    const start = Math.floor(at * bytes.length)
    return Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(start + length)])
  }, file)
}

/** What is wrong with the account that a result gives of its rows; nothing, if all is well. */
function complaints(result: ReadResult): string[] {
  const { rows, otherFuelRows, otherNetworkRows, stationRows, rejected, stations } = result
  const found: string[] = []
  if (result.isUnusable && (result.errorCount === 0 || stations.length > 0))
    found.push('unusable without a reason, or not empty')
  const filed = otherFuelRows + otherNetworkRows + stationRows + rejected.length
  if (!result.isUnusable && filed !== rows) found.push(`${filed} of ${rows} rows are accounted for`)
  for (const { line, problems } of rejected)
    if (!problems.some(({ code }) => PROBLEMS[code].severity === 'error'))
      found.push(`line ${line} is rejected without an error`)
  for (const station of stations) {
    const { error } = ImportedStationSchema.safeParse(station)
    if (error) found.push(`line ${station.line}: ${error.message}`)
  }
  if (new Set(stations.map(({ sourceId }) => sourceId)).size < stations.length)
    found.push('an id comes twice')
  return found
}

async function read(bytes: Buffer, network?: string): Promise<ReadResult> {
  async function* halves() {
    yield bytes.subarray(0, bytes.length >> 1)
    yield bytes.subarray(bytes.length >> 1)
  }
  return readStations(halves(), network === undefined ? {} : { network })
}

describe.skipIf(!hasRealFiles)(`a damaged file${whyNot}`, () => {
  it('is read to the end, with every row explained', { timeout: 3_600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(files.length - 1),
        fc.array(anyChange, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(undefined, 'ChargePoint Network'),
        async (file, changes, network) => {
          const result = await read(mutate(files[file], changes), network)
          expect(complaints(result)).toEqual([])
        },
      ),
      { numRuns: mutants, seed: 2_026 },
    )
  })

  it('is read to the end when it is packed and damaged as such', { timeout: 600_000 }, async () => {
    const packed = files.map((file) => gzipSync(file))
    await fc.assert(
      fc.asyncProperty(
        fc.nat(packed.length - 1),
        fc.array(anyChange, { minLength: 1, maxLength: 2 }),
        async (file, changes) => {
          expect(complaints(await read(mutate(packed[file], changes)))).toEqual([])
        },
      ),
      { numRuns: Math.ceil(mutants / 10), seed: 2_026 },
    )
  })

  it('loses few rows to one wrong character', { timeout: 600_000 }, async () => {
    const tables = files.slice(0, 4)
    const whole = await Promise.all(tables.map((file) => read(file)))
    await fc.assert(
      fc.asyncProperty(
        fc.nat(tables.length - 1),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.constantFrom('"', ',', '\n', '\0', 'x', '\u00FF'),
        async (file, at, by) => {
          const header = (tables[file].indexOf('\n') + 2) / tables[file].length
          const change = {
            at: header + at * (1 - header),
            length: 1,
            by: Buffer.from(by, 'latin1'),
          }
          const result = await read(mutate(tables[file], [change]))
          const kept = result.isUnusable ? Infinity : result.stations.length
          expect(whole[file].stations.length - kept).toBeLessThanOrEqual(2)
        },
      ),
      { numRuns: Math.ceil(mutants / 10), seed: 2_026 },
    )
  })
})

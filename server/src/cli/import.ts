import { Command, Option } from 'commander'
import { newId } from '@changeover/shared/commands'
import {
  describeProblem,
  encodings,
  FileKindSchema,
  ImportRequestSchema,
  ImportResultSchema,
  ProblemCodeSchema,
  rowFixes,
  type Encoding,
  type ImportPreview,
  type ImportRequest,
  type ImportResult,
  type ProblemCode,
  type RowFix,
} from '@changeover/shared/network'
import { createReadStream } from 'node:fs'
import { systemActor } from '../accounts/index.ts'
import { execute } from '../commands.ts'
import type { Services } from '../context.ts'
import { importCommand, inspectUpload, previewImport, Uploads } from '../network/index.ts'
import { importListFile } from './import-list.ts'
import { showProgress } from './progress-bar.ts'
import { printJson, withServices } from './with-services.ts'

export interface ImportOptions {
  kind?: string
  network?: string
  fix?: RowFix[]
  dropRows?: ProblemCode[]
  encoding?: Encoding
  dryRun?: boolean
  acceptGoodRows?: boolean
  json?: boolean
}

/** `changeover import FILE`: the same engine as the import page. */
export const importFileCommand = new Command('import')
  .description(
    'Imports stations, an owner\u2019s hardware file or home kit orders, or says what importing would do.',
  )
  .argument('<file>', 'CSV, plain or gzip, JSON, GeoJSON or XLSX')
  .addOption(
    new Option('--kind <kind>', 'what the rows are about; told by the columns otherwise').choices(
      FileKindSchema.options,
    ),
  )
  .option('--network <name>', 'only the stations of this network')
  .addOption(new Option('--fix <rules...>', 'mend by these rules').choices(rowFixes))
  .addOption(
    new Option('--drop-rows <codes...>', 'leave out rows with these problems').choices(
      ProblemCodeSchema.options,
    ),
  )
  .addOption(new Option('--encoding <name>', 'how the text is encoded').choices(encodings))
  .option('--dry-run', 'say what would happen, and change nothing')
  .option('--accept-good-rows', 'leave rows with errors out instead of refusing the file')
  .option('--json', 'print one JSON object and nothing else')
  .action((file: string, options: ImportOptions) =>
    withServices((services) => importFile(services, file, options)),
  )

async function importFile(services: Services, file: string, options: ImportOptions): Promise<void> {
  const startedAt = performance.now()
  const uploads = new Uploads(services.config)
  const upload = await uploads.save(file, createReadStream(file))
  const said = FileKindSchema.nullable().parse(options.kind ?? null)
  const found = await inspectUpload(services, upload.id, said)
  const repairs = {
    uploadId: upload.id,
    fixes: options.fix ?? [],
    dropRows: options.dropRows ?? [],
    encoding: options.encoding ?? null,
    acceptGoodRows: options.acceptGoodRows ?? false,
  }
  if (found.kind !== 'stations') {
    await importListFile(services, { ...repairs, kind: found.kind }, options)
    return
  }
  const request = ImportRequestSchema.parse({
    ...repairs,
    network: options.network ?? null,
    mapping: found.mapping?.isRemembered ? found.mapping.columns : null,
  })
  const preview = await previewImport(services, systemActor, request)
  const result = options.dryRun ? null : await carryOut(services, request, options)
  const seconds = Math.round((performance.now() - startedAt) / 10) / 100
  if (options.json) printJson({ ...summaryOf(preview), ...result, isDryRun: !result, seconds })
  else printReport(preview, result, seconds)
}

async function carryOut(
  services: Services,
  request: ImportRequest,
  options: ImportOptions,
): Promise<ImportResult> {
  const bar = showProgress(process.stderr.isTTY && !options.json)
  try {
    const command = importCommand(bar.onProgress)
    const envelope = { commandId: newId<'Command'>() }
    const receipt = await execute(services, systemActor, command, envelope, request)
    return ImportResultSchema.parse(receipt.result)
  } finally {
    bar.stop()
  }
}

function summaryOf({ file, counts, lineCounts, changesNothing }: ImportPreview) {
  return {
    file: file.fileName,
    kind: file.kind,
    format: file.format,
    grain: file.grain,
    rows: {
      all: file.rows,
      electric: file.electricRows,
      otherFuel: file.otherFuelRows,
      otherNetwork: file.otherNetworkRows,
      rejected: file.rejectedRows,
      dropped: file.droppedRows,
      imported: file.electricRows - file.otherNetworkRows - file.rejectedRows - file.droppedRows,
    },
    errors: file.errorCount,
    warnings: file.warningCount,
    problems: Object.fromEntries(file.problems.map(({ code, count }) => [code, count])),
    mended: Object.fromEntries(file.mended.map(({ fix, rows }) => [fix, rows])),
    diff: {
      /** Stations by what happens to them; each has one outcome. */
      stations: counts.stations,
      /** Sites by what happens to their stations; one may be in several. */
      sites: Object.fromEntries(lineCounts.map(({ kind, count }) => [kind, count])),
    },
    counts,
    changesNothing,
  }
}

function printReport(preview: ImportPreview, result: ImportResult | null, seconds: number): void {
  const { file, counts } = preview
  const { stations, sites, ports } = counts
  const say = (line: string) => process.stdout.write(`${line}\n`)
  say(`${file.fileName}: ${file.format ?? 'unknown format'}, ${file.rows} rows`)
  for (const { code, severity, count, samples } of file.problems) {
    say(`  ${severity} ${code}: ${count}`)
    const [first] = samples
    if (first) say(`    e.g. ${describeProblem({ code, severity, ...first })}`)
  }
  say(`  stations: ${counted(stations)}`)
  say(`  sites: ${counted(sites)}`)
  say(`  ports in the file: ${counted(ports)}`)
  if (result === null) say('Dry run: nothing was changed.')
  else if (result.importId === null) say('The file changes nothing.')
  else say(`Imported in ${seconds} s as ${result.importId}.`)
}

function counted(counts: Record<string, number>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0)
  return parts.map(([name, count]) => `${name} ${count}`).join(', ') || 'none'
}

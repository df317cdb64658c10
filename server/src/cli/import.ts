import { Command } from 'commander'
import { newId } from '@changeover/shared/commands'
import {
  describeProblem,
  ImportResultSchema,
  type ImportPreview,
  type ImportResult,
} from '@changeover/shared/network'
import { createReadStream } from 'node:fs'
import { systemActor } from '../accounts/index.ts'
import { execute } from '../commands.ts'
import type { Services } from '../context.ts'
import { importCommand, previewImport, Uploads } from '../network/index.ts'
import { showProgress } from './progress-bar.ts'
import { printJson, withServices } from './with-services.ts'

interface Options {
  network?: string
  dryRun?: boolean
  acceptGoodRows?: boolean
  json?: boolean
}

/** `changeover import FILE`: the same engine as the import page. */
export const importFileCommand = new Command('import')
  .description('Imports a station file, or says what importing it would do.')
  .argument('<file>', 'CSV, plain or gzip')
  .option('--network <name>', 'only the stations of this network')
  .option('--dry-run', 'say what would happen, and change nothing')
  .option('--accept-good-rows', 'leave rows with errors out instead of refusing the file')
  .option('--json', 'print one JSON object and nothing else')
  .action((file: string, options: Options) =>
    withServices((services) => importFile(services, file, options)),
  )

async function importFile(services: Services, file: string, options: Options): Promise<void> {
  const startedAt = performance.now()
  const uploads = new Uploads(services.config)
  const upload = await uploads.save(file, createReadStream(file))
  const request = {
    uploadId: upload.id,
    network: options.network ?? null,
    acceptGoodRows: options.acceptGoodRows ?? false,
  }
  const preview = await previewImport(services, systemActor, request)
  const result = options.dryRun ? null : await carryOut(services, request, options)
  const seconds = Math.round((performance.now() - startedAt) / 10) / 100
  if (options.json) printJson({ ...summaryOf(preview), ...result, isDryRun: !result, seconds })
  else printReport(preview, result, seconds)
}

async function carryOut(
  services: Services,
  request: Parameters<typeof previewImport>[2],
  options: Options,
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

function summaryOf({ file, counts, changesNothing }: ImportPreview) {
  return {
    file: file.fileName,
    format: file.format,
    grain: file.grain,
    rows: {
      all: file.rows,
      electric: file.electricRows,
      otherFuel: file.otherFuelRows,
      otherNetwork: file.otherNetworkRows,
      rejected: file.rejectedRows,
      imported: file.electricRows - file.otherNetworkRows - file.rejectedRows,
    },
    errors: file.errorCount,
    warnings: file.warningCount,
    problems: Object.fromEntries(file.problems.map(({ code, count }) => [code, count])),
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

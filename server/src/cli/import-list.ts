import { newId } from '@changeover/shared/commands'
import {
  describeProblem,
  ListImportResultSchema,
  ListRequestSchema,
  type ListImportResult,
  type ListPreview,
  type ListRequest,
} from '@changeover/shared/network'
import type { z } from 'zod'
import { systemActor } from '../accounts/index.ts'
import { execute } from '../commands.ts'
import type { Services } from '../context.ts'
import { importListCommand, previewList } from '../network/index.ts'
import { printJson } from './with-services.ts'

/** `changeover import FILE` for a hardware file or home kit orders. */
export async function importListFile(
  services: Services,
  asked: z.input<typeof ListRequestSchema>,
  options: { dryRun?: boolean; json?: boolean },
): Promise<void> {
  const request = ListRequestSchema.parse(asked)
  const preview = await previewList(services, systemActor, request)
  const result = options.dryRun ? null : await carryOut(services, request)
  if (options.json) printJson({ ...summaryOf(preview), ...result, isDryRun: !result })
  else printReport(preview, result)
}

async function carryOut(services: Services, request: ListRequest): Promise<ListImportResult> {
  const envelope = { commandId: newId<'Command'>() }
  const receipt = await execute(services, systemActor, importListCommand(), envelope, request)
  return ListImportResultSchema.parse(receipt.result)
}

function summaryOf({ kind, file, counts, kitsByRegion, kitsByWeek, changesNothing }: ListPreview) {
  return {
    file: file.fileName,
    kind,
    rows: file.rows,
    errors: file.errorCount,
    warnings: file.warningCount,
    problems: Object.fromEntries(file.problems.map(({ code, count }) => [code, count])),
    mended: Object.fromEntries(file.mended.map(({ fix, rows }) => [fix, rows])),
    diff: counts,
    ...(kind === 'home_kits' ? { kitsByRegion, kitsByWeek } : {}),
    changesNothing,
  }
}

function printReport({ file, kind, counts }: ListPreview, result: ListImportResult | null): void {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  say(
    `${file.fileName}: ${kind === 'home_kits' ? 'home kit orders' : 'hardware'}, ${file.rows} rows`,
  )
  for (const { code, severity, count, samples } of file.problems) {
    say(`  ${severity} ${code}: ${count}`)
    const [first] = samples
    if (first) say(`    e.g. ${describeProblem({ code, severity, ...first })}`)
  }
  const parts = Object.entries(counts).filter(([, count]) => count > 0)
  say(`  ${parts.map(([name, count]) => `${name} ${count}`).join(', ') || 'nothing'}`)
  if (result === null) say('Dry run: nothing was changed.')
  else if (result.importId === null) say('The file changes nothing.')
  else say(`Imported as ${result.importId}.`)
}

import { canonicalJson } from '@changeover/shared/commands'
import { PreviewLineSchema, type PreviewLine } from '@changeover/shared/network'
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'

const KeptSchema = z.object({ key: z.string(), lines: z.array(PreviewLineSchema) })

/**
 * The lines of the last preview, kept beside the upload: a person pages through exactly what the
 * counts above were made of, and nothing is computed again for it.
 */
export async function keepLines(
  path: string,
  asked: unknown,
  lines: readonly PreviewLine[],
): Promise<void> {
  await writeFile(`${path}.lines`, JSON.stringify({ key: keyOf(asked), lines }))
}

/** The lines that were kept for the same question; null when there are none. */
export async function keptLines(path: string, asked: unknown): Promise<PreviewLine[] | null> {
  try {
    const kept = KeptSchema.parse(JSON.parse(await readFile(`${path}.lines`, 'utf8')))
    return kept.key === keyOf(asked) ? kept.lines : null
  } catch {
    // Absent, or half written by a preview that runs at this moment: it is made anew.
    return null
  }
}

function keyOf(asked: unknown): string {
  return createHash('sha256').update(canonicalJson(asked)).digest('hex')
}

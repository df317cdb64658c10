import { canonicalJson, type Id } from '@changeover/shared/commands'
import type { Actor } from '@changeover/shared/accounts'
import {
  pageOfLines,
  PreviewLineSchema,
  type LinePage,
  type LinePageRequestSchema,
  type PreviewLine,
} from '@changeover/shared/network'
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Services } from '../../context.ts'
import { Uploads } from '../uploads.ts'

const KeptSchema = z.object({ key: z.string(), lines: z.array(PreviewLineSchema) })

/**
 * The lines of the last preview, kept beside the upload: a person pages through exactly what the
 * counts above were made of, and nothing is computed again for it.
 */
async function keepLines(
  path: string,
  asked: unknown,
  lines: readonly PreviewLine[],
): Promise<void> {
  await writeFile(`${path}.lines`, JSON.stringify({ key: keyOf(asked), lines }))
}

/** The lines that were kept for the same question; null when there are none. */
async function keptLines(path: string, asked: unknown): Promise<PreviewLine[] | null> {
  try {
    const kept = KeptSchema.parse(JSON.parse(await readFile(`${path}.lines`, 'utf8')))
    return kept.key === keyOf(asked) ? kept.lines : null
  } catch {
    // Absent, or half written by a preview that runs at this moment: it is made anew.
    return null
  }
}

/** What a preview needs, of stations as of lists. */
export type PreviewNeeds = Pick<Services, 'config' | 'db'>

/** What is previewed: an upload, read in some way. */
interface Asked {
  uploadId: Id<'Upload'>
  acceptGoodRows: boolean
}

/** Keeps the lines of a preview for whoever asked for it and for nobody else: regions differ. */
export function keepPreview(
  path: string,
  actor: Actor,
  asked: Asked,
  lines: readonly PreviewLine[],
): Promise<void> {
  return keepLines(path, questionOf(actor, asked), lines)
}

/** A page of what was previewed; made anew by `lookAhead` where it is not kept. */
export async function pageOfPreview<Request extends Asked>(
  services: PreviewNeeds,
  actor: Actor,
  request: Request,
  page: z.output<typeof LinePageRequestSchema>,
  lookAhead: (
    services: PreviewNeeds,
    actor: Actor,
    request: Request,
  ) => Promise<{ lines: readonly PreviewLine[] }>,
): Promise<LinePage> {
  const path = new Uploads(services.config).path(request.uploadId)
  const lines =
    (await keptLines(path, questionOf(actor, request))) ??
    (await lookAhead(services, actor, request)).lines
  return pageOfLines(lines, page)
}

/** The same file read in the same way by the same person; whether its good rows will do changes no line. */
function questionOf(actor: Actor, { acceptGoodRows: _unused, ...request }: Asked) {
  return { personId: actor.personId, request }
}

function keyOf(asked: unknown): string {
  return createHash('sha256').update(canonicalJson(asked)).digest('hex')
}

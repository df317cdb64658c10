import type { Actor } from '@changeover/shared/accounts'
import {
  countHomeKits,
  countLines,
  type HomeKitOrder,
  type LinePage,
  type LinePageRequestSchema,
  type ListPreview,
  type ListRequest,
  type PreviewLine,
} from '@changeover/shared/network'
import type { z } from 'zod'
import { describeList } from '../import/findings.ts'
import { keepPreview, pageOfPreview, type PreviewNeeds } from '../import/preview-lines.ts'
import { Uploads } from '../uploads.ts'
import { changesNothing } from './list-plan.ts'
import { planList } from './plan-list.ts'

/** What importing a list would do, by the same plan that the import follows. */
export async function previewList(
  services: PreviewNeeds,
  actor: Actor,
  request: ListRequest,
): Promise<ListPreview> {
  const { lines: _lines, ...preview } = await lookAhead(services, actor, request)
  return preview
}

/** A page of what importing a list would do, row by row; among them the rows whose key nobody knows. */
export function listPreviewRows(
  services: PreviewNeeds,
  actor: Actor,
  request: ListRequest,
  page: z.output<typeof LinePageRequestSchema>,
): Promise<LinePage> {
  return pageOfPreview(services, actor, request, page, lookAhead)
}

async function lookAhead(
  services: PreviewNeeds,
  actor: Actor,
  request: ListRequest,
): Promise<ListPreview & { lines: readonly PreviewLine[] }> {
  const uploads = new Uploads(services.config)
  const upload = await uploads.get(request.uploadId)
  const { plan, result, kits } = await planList(services.db, actor, uploads, upload, request)
  await keepPreview(uploads.path(upload.id), actor, request, plan.lines)
  return {
    kind: request.kind,
    file: describeList(upload, request.kind, result),
    counts: plan.counts,
    lineCounts: countLines(plan.lines),
    ...sumKits(kits),
    changesNothing: changesNothing(plan),
    lines: plan.lines,
  }
}

/** The kits of a file by region, and by week. */
function sumKits(kits: readonly HomeKitOrder[]): Pick<ListPreview, 'kitsByRegion' | 'kitsByWeek'> {
  const cells = countHomeKits(kits)
  const regions = Map.groupBy(cells, (cell) => cell.region)
  const weeks = Map.groupBy(cells, (cell) => cell.week)
  const total = (some: typeof cells) => ({
    ordered: some.reduce((sum, cell) => sum + cell.ordered, 0),
    shipped: some.reduce((sum, cell) => sum + cell.shipped, 0),
    installed: some.reduce((sum, cell) => sum + cell.installed, 0),
  })
  return {
    kitsByRegion: [...regions].map(([region, some]) => ({ region, ...total(some) })),
    kitsByWeek: [...weeks]
      .map(([week, some]) => ({ week, ...total(some) }))
      .sort((one, other) => (one.week < other.week ? -1 : 1)),
  }
}

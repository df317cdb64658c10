import type { Actor } from '@changeover/shared/accounts'
import {
  countLines,
  type ImportPreview,
  type ImportRequest,
  type ImportSample,
  type LinePage,
  type LinePageRequestSchema,
  type PreviewLine,
  type SourceRecord,
} from '@changeover/shared/network'
import type { z } from 'zod'
import { expectRegions } from '../../accounts/index.ts'
import { Uploads } from '../uploads.ts'
import { describeFile } from './findings.ts'
import { changesNothing, planImport, type ImportPlan } from './plan.ts'
import { keepPreview, pageOfPreview, type PreviewNeeds } from './preview-lines.ts'
import { readUpload } from './read-upload.ts'
import { describeSites, fieldsOf, placeOf } from './site-lines.ts'

/** Samples of each kind that the command line shows; the page asks for lines. */
const SAMPLES = 20

/** What importing the file would do, by the same plan that the import follows. */
export async function previewImport(
  services: PreviewNeeds,
  actor: Actor,
  request: ImportRequest,
): Promise<ImportPreview> {
  const { lines: _lines, ...preview } = await lookAhead(services, actor, request)
  return preview
}

/** A page of what importing the file would do, site by site. */
export function listPreviewSites(
  services: PreviewNeeds,
  actor: Actor,
  request: ImportRequest,
  page: z.output<typeof LinePageRequestSchema>,
): Promise<LinePage> {
  return pageOfPreview(services, actor, request, page, lookAhead)
}

async function lookAhead(
  services: PreviewNeeds,
  actor: Actor,
  request: ImportRequest,
): Promise<ImportPreview & { lines: PreviewLine[] }> {
  const uploads = new Uploads(services.config)
  const upload = await uploads.get(request.uploadId)
  const result = await readUpload(uploads, upload, request)
  expectRegions(
    actor,
    result.stations.map(({ region, country }) => region ?? country ?? ''),
  )
  const plan = await planImport(services.db, result, request)
  const lines = await describeSites(services.db, plan)
  await keepPreview(uploads.path(upload.id), actor, request, lines)
  return {
    file: describeFile(upload, result),
    counts: plan.counts,
    samples: samplesOf(plan),
    siteSamples: largestSites(plan),
    lineCounts: countLines(lines),
    changesNothing: changesNothing(plan),
    lines,
  }
}

function samplesOf({ comparison, otherGrain }: ImportPlan): ImportSample[] {
  const { created, updated, notSeen } = comparison
  const sample = (kind: ImportSample['kind'], record: SourceRecord): ImportSample => ({
    kind,
    sourceId: record.sourceId,
    name: record.name,
    place: placeOf(record),
    changes: [],
  })
  const perKind = Map.groupBy(updated, (update) => update.kind).values()
  return [
    ...created.slice(0, SAMPLES).map((record) => sample('created', record)),
    ...perKind.flatMap((updates) =>
      updates.slice(0, SAMPLES).map((update) => ({
        ...sample(update.kind, update.record),
        changes: fieldsOf(update),
      })),
    ),
    ...notSeen.slice(0, SAMPLES).map(({ record }) => sample('not_seen', record)),
    ...created
      .filter((record) => otherGrain.has(record.sourceId))
      .slice(0, SAMPLES)
      .map((record) => sample('other_grain', record)),
  ]
}

function largestSites({ newSites }: ImportPlan): ImportPreview['siteSamples'] {
  return newSites
    .toSorted((one, other) => other.stations.length - one.stations.length)
    .slice(0, SAMPLES)
    .map(({ derived, stations }) => ({
      name: derived.name,
      place: placeOf(derived),
      stations: stations.length,
      ports: stations.reduce((sum, { record }) => sum + record.ports.length, 0),
      rule: derived.because.rule,
      metres: derived.because.metres,
    }))
}

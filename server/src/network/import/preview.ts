import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import {
  GrainSchema,
  ImportCountsSchema,
  type FileFindings,
  type ImportPreview,
  type ImportRequest,
  type ImportRow,
  type ImportSample,
  type SourceRecord,
} from '@changeover/shared/network'
import { dayAt } from '@changeover/shared/time'
import type { Services } from '../../context.ts'
import type { Database } from '../../db/database.ts'
import { expectRegions } from '../../accounts/index.ts'
import { Uploads } from '../uploads.ts'
import { describeFile } from './findings.ts'
import { changesNothing, planImport, type ImportPlan } from './plan.ts'
import { readUpload } from './read-upload.ts'

/** Samples of each kind that the page shows; the counts are of all. */
const SAMPLES = 20

/** What a file is and what is wrong with it, whatever it would change. */
export async function inspectUpload(
  services: Pick<Services, 'config'>,
  uploadId: Id<'Upload'>,
): Promise<FileFindings> {
  const uploads = new Uploads(services.config)
  const upload = await uploads.get(uploadId)
  return describeFile(upload, await readUpload(uploads, upload, null))
}

/** What importing the file would do, by the same plan that the import follows. */
export async function previewImport(
  services: Pick<Services, 'config' | 'db'>,
  actor: Actor,
  request: ImportRequest,
): Promise<ImportPreview> {
  const uploads = new Uploads(services.config)
  const upload = await uploads.get(request.uploadId)
  const result = await readUpload(uploads, upload, request.network)
  expectRegions(
    actor,
    result.stations.map(({ region, country }) => region ?? country ?? ''),
  )
  const plan = await planImport(services.db, result, request.network)
  return {
    file: describeFile(upload, result),
    counts: plan.counts,
    samples: samplesOf(plan),
    siteSamples: largestSites(plan),
    changesNothing: changesNothing(plan),
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
      updates.slice(0, SAMPLES).map(({ kind, known, record, fields }) => ({
        ...sample(kind, record),
        changes: fields.map((field) => ({
          field,
          before: asText(known.record[field]),
          after: asText(record[field]),
        })),
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

function placeOf(record: Pick<SourceRecord, 'street' | 'city' | 'region'>): string {
  return [record.street, record.city, record.region].filter(Boolean).join(', ')
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : `${value as string | number | boolean}`
}

/** The imports so far, the newest first. */
export async function listImports(db: Database): Promise<ImportRow[]> {
  const rows = await db
    .selectFrom('import')
    .leftJoin('person', 'person.id', 'import.importedBy')
    .select([
      'import.id',
      'fileName',
      'network',
      'grain',
      'counts',
      'importedAt',
      'undoneCommandId',
      'person.name as importedBy',
    ])
    .orderBy('importedAt', 'desc')
    .limit(200)
    .execute()
  return rows.map(({ undoneCommandId, counts, grain, ...row }) => ({
    ...row,
    grain: GrainSchema.parse(grain),
    counts: ImportCountsSchema.parse(counts),
    importedOn: dayAt(row.importedAt, 'UTC'),
    isUndone: undoneCommandId !== null,
  }))
}

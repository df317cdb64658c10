/**
 * GeoJSON points (RFC 7946). Properties that are AFDC's are read as such; others need a mapping, in
 * which `latitude` and `longitude` stand for the point's coordinates.
 */
import { z } from 'zod'
import { mappedLayout, type ColumnMapping } from '../mapped/mapping.ts'
import { readAfdcObject, afdcJson } from './afdc.ts'
import type { JsonDialect } from './dialect.ts'

const FeatureSchema = z.object({
  type: z.literal('Feature'),
  id: z.union([z.string(), z.number()]).optional(),
  geometry: z
    .object({ type: z.literal('Point'), coordinates: z.array(z.number()).min(2) })
    .nullable(),
  properties: z.record(z.string(), z.unknown()).nullable(),
})
type Feature = z.infer<typeof FeatureSchema>

/** Features whose properties are AFDC's. */
export const geojsonAfdc: JsonDialect = {
  layout: { ...afdcJson.layout, format: 'geojson' },
  read: (object) => readAfdcObject(flatten(FeatureSchema.parse(object))),
}

/** The columns that a mapping of such features chooses from. */
export function geojsonHeader(object: unknown): string[] {
  const parsed = FeatureSchema.safeParse(object)
  return parsed.success ? Object.keys(flatten(parsed.data)) : []
}

/** Features with somebody's own properties, under a mapping; `header` is that of the first. */
export function geojsonMapped(header: readonly string[], mapping: ColumnMapping): JsonDialect {
  return {
    layout: mappedLayout(header, mapping, 'geojson'),
    read(object) {
      const flat = flatten(FeatureSchema.parse(object))
      return { cells: header.map((name) => toWord(flat[name])), ports: null }
    },
  }
}

function flatten({ id, geometry, properties }: Feature): Record<string, unknown> {
  const [longitude, latitude] = geometry?.coordinates ?? []
  return { ...(id === undefined ? {} : { id }), ...properties, latitude, longitude }
}

function toWord(value: unknown): string {
  if (Array.isArray(value)) return value.map(toWord).join(', ')
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''
}

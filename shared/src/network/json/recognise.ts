/** Tells by the members of an object which source it comes from. */
import type { ColumnMapping } from '../mapped/mapping.ts'
import { missingOf } from '../mapped/mapping.ts'
import { afdcBrief, afdcJson } from './afdc.ts'
import type { JsonDialect } from './dialect.ts'
import { geojsonAfdc, geojsonHeader, geojsonMapped } from './geojson.ts'
import { ocm, type OcmReference } from './ocm.ts'
import { ocpi } from './ocpi.ts'

export interface JsonOptions {
  /** OpenChargeMap's reference file, for the names behind its ids. */
  readonly ocmReference?: OcmReference
  readonly mapping?: ColumnMapping
}

/** The dialect of a document, by its first object; null when it is none we know. */
export function recognise(object: unknown, options: JsonOptions): JsonDialect | null {
  if (typeof object !== 'object' || object === null) return null
  const has = (...names: string[]) => names.every((name) => name in object)
  if (has('AddressInfo', 'ID')) return ocm(options.ocmReference)
  if (has('coordinates', 'party_id', 'id')) return ocpi
  if (has('fuel_type_code', 'station_name')) return afdcJson
  if (has('net', 'units', 'conn')) return afdcBrief
  return has('geometry', 'properties') ? recogniseFeature(object, options) : null
}

function recogniseFeature(object: object, options: JsonOptions): JsonDialect | null {
  const header = geojsonHeader(object)
  if (header.includes('fuel_type_code') && header.includes('station_name')) return geojsonAfdc
  const { mapping } = options
  return mapping && missingOf(mapping, header).length === 0 ? geojsonMapped(header, mapping) : null
}
